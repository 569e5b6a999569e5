//! The first byte of a connection to the agent, with or without a descriptor that changes hands.

use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags,
    recvmsg, sendmsg,
};
use tokio::io::Interest;
use tokio::net::UnixStream;

/// Says that something follows; alone it means nothing.
const MARK: u8 = b'L';

/// Sends the first byte, and with it the descriptor.
pub async fn send(stream: &UnixStream, descriptor: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let send = || {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let descriptors: Vec<_> = descriptor.into_iter().collect();
        if !descriptors.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&descriptors));
        }
        Ok(sendmsg(stream, &[IoSlice::new(&[MARK])], &mut control, SendFlags::NOSIGNAL)?)
    };
    stream.async_io(Interest::WRITABLE, send).await.map(drop)
}

/// Takes the first byte, and the descriptor if there is one.
pub async fn receive(stream: &UnixStream) -> io::Result<Option<OwnedFd>> {
    let receive = || {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut byte = [0];
        let received = recvmsg(stream, &mut [IoSliceMut::new(&mut byte)], &mut control, RecvFlags::CMSG_CLOEXEC)?;
        if received.bytes == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let descriptor = control.drain().find_map(|message| match message {
            RecvAncillaryMessage::ScmRights(mut descriptors) => descriptors.next(),
            _ => None,
        });
        if byte == [MARK] { Ok(descriptor) } else { Err(ErrorKind::InvalidData.into()) }
    };
    stream.async_io(Interest::READABLE, receive).await
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::fd::AsFd;

    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn a_socket_changes_hands() {
        let (here, there) = UnixStream::pair().expect("a pair");
        let (mut kept, given) = std::os::unix::net::UnixStream::pair().expect("a pair");
        send(&here, Some(given.as_fd())).await.expect("sent");
        drop(given);
        let taken = receive(&there).await.expect("received").expect("a descriptor");
        kept.write_all(b"hello").expect("written");
        drop(kept);
        let taken = std::os::unix::net::UnixStream::from(taken);
        taken.set_nonblocking(true).expect("set");
        let mut text = String::new();
        UnixStream::from_std(taken).expect("a stream").read_to_string(&mut text).await.expect("read");
        assert_eq!(text, "hello");
    }

    #[tokio::test]
    async fn without_one_there_is_none() {
        let (here, there) = UnixStream::pair().expect("a pair");
        send(&here, None).await.expect("sent");
        assert!(receive(&there).await.expect("received").is_none());
        drop(here);
        assert!(receive(&there).await.is_err());
    }
}

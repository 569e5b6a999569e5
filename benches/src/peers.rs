//! The products to compare with, started when they are on this machine and ended with the bench.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;
use crate::link::Place;

/// A peer, or why it is not measured.
#[derive(Debug)]
pub struct Peer {
    pub name: &'static str,
    pub place: Result<Place, String>,
    child: Option<Child>,
}

impl Drop for Peer {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A terminado with its usual manager, one shell a socket.
const TERMINADO: &str = "
import sys, tornado.ioloop, tornado.web, terminado
manager = terminado.UniqueTermManager(shell_command=['sh'])
app = tornado.web.Application([(r'/websocket', terminado.TermSocket, {'term_manager': manager})])
app.listen(int(sys.argv[1]), '127.0.0.1')
tornado.ioloop.IOLoop.current().start()
";

pub async fn start() -> Vec<Peer> {
    let ttyd = run("ttyd", Place::Ttyd, |port| {
        let mut command = Command::new("ttyd");
        command.args(["-W", "-i", "127.0.0.1", "-p", &port.to_string(), "sh"]);
        command
    });
    let terminado = run("terminado", Place::Terminado, |port| {
        let mut command = Command::new("python3");
        command.args(["-c", TERMINADO, &port.to_string()]);
        command
    });
    vec![ttyd.await, terminado.await]
}

async fn run(name: &'static str, place: fn(String) -> Place, command: impl Fn(u16) -> Command) -> Peer {
    match listening(&command).await {
        Ok((address, child)) => Peer { name, place: Ok(place(address)), child: Some(child) },
        Err(error) => Peer { name, place: Err(format!("not measured: {error}")), child: None },
    }
}

async fn listening(command: &impl Fn(u16) -> Command) -> Outcome<(String, Child)> {
    let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
    let mut child = command(port).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let address = format!("127.0.0.1:{port}");
    for _ in 0..100 {
        if TcpStream::connect(&address).await.is_ok() {
            return Ok((address, child));
        }
        if let Some(status) = child.try_wait()? {
            return Err(format!("it is not installed here ({status})").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let _ = child.kill();
    Err("it does not listen".into())
}

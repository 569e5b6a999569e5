//! Peers that break the rules are answered, or shown the door.

use app::terminals::protocol::{Control, ErrorCode, Frame, Hello, MAX_FRAME_BYTES, PATH, PROTO};
use futures::{SinkExt, StreamExt};
use reqwest::StatusCode;
use termbench::{Site, Tab};
use tokio_tungstenite::tungstenite::Message;

use crate::house::{SIZE, admin, house, run, shell};

/// What is answered to a hello, and how it ends.
async fn greet(site: &Site, hello: Hello) -> (Vec<Control>, Option<u16>) {
    let mut socket = Tab::raw(site).await.expect("a socket");
    let frame = Frame::Control { channel: 0, control: Control::Hello(hello) }.encode();
    socket.send(Message::Binary(frame.into())).await.expect("sent");
    let mut answers = Vec::new();
    loop {
        match socket.next().await {
            Some(Ok(Message::Binary(message))) => {
                if let Ok(Frame::Control { control, .. }) = Frame::decode(&message) {
                    let welcome = matches!(control, Control::Welcome(_));
                    answers.push(control);
                    if welcome {
                        return (answers, None);
                    }
                }
            }
            Some(Ok(Message::Close(frame))) => return (answers, frame.map(|frame| frame.code.into())),
            Some(Ok(_)) => {}
            _ => return (answers, None),
        }
    }
}

fn code(control: &Control) -> Option<ErrorCode> {
    if let Control::Error { code, .. } = control { Some(*code) } else { None }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_opens_one_socket_of_its_owner() {
    let app = house().await;
    let (site, other) = (admin(&app).await, admin(&app).await);
    let ticket = site.ticket().await.expect("a ticket");
    let hello = |ticket: &str| Hello { proto: PROTO, client_id: 1, ticket: ticket.to_owned() };
    let (answers, closed) = greet(&other, hello(&ticket)).await;
    assert_eq!((answers.first().and_then(code), closed), (Some(ErrorCode::Ticket), Some(4400)), "another's");
    let ticket = site.ticket().await.expect("a ticket");
    let (answers, _) = greet(&site, hello(&ticket)).await;
    assert!(matches!(answers.first(), Some(Control::Welcome(_))));
    let (answers, _) = greet(&site, hello(&ticket)).await;
    assert_eq!(answers.first().and_then(code), Some(ErrorCode::Ticket), "used");
    let ticket = site.ticket().await.expect("a ticket");
    let (answers, _) = greet(&site, Hello { proto: PROTO + 1, client_id: 1, ticket }).await;
    assert_eq!(answers.first().and_then(code), Some(ErrorCode::Reload), "another release");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_needs_a_sign_in_an_origin_and_the_protocol() {
    let app = house().await;
    let nobody = app.as_nobody().upgrade(PATH).send().await.expect("an answer");
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    let admin = app.as_role(app::auth::types::Role::Admin).await;
    let cookie = admin.cookie.clone().expect("signed in");
    let foreign = reqwest::Client::new()
        .get(app.url(PATH))
        .header("cookie", format!("{}={cookie}", app::http::SESSION_COOKIE))
        .header("origin", "https://evil.example")
        .header("connection", "upgrade")
        .header("upgrade", "websocket");
    assert_eq!(foreign.send().await.expect("an answer").status(), StatusCode::FORBIDDEN);
    let silent = admin.upgrade(PATH).send().await.expect("an answer");
    assert_eq!(silent.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_is_answered_and_the_terminal_goes_on() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let good = Frame::Input { channel, iseq: 0, epoch: 0, bytes: b"x" }.encode();
    let epoch = tab.remote(channel).attached.as_ref().map_or(0, |attached| attached.epoch);
    let gap = Frame::Input { channel, iseq: 1 << 40, epoch, bytes: b"x" }.encode();
    let oversize = vec![1; MAX_FRAME_BYTES + 1];
    for nonsense in [vec![], vec![1], good[..9].to_vec(), vec![0xff; 40], vec![0x40, 0, 0, 0, 200], oversize] {
        tab.send(nonsense).await.expect("sent");
    }
    tab.send(gap).await.expect("sent");
    while tab.errors.len() < 6 {
        tab.step().await.expect("answered");
    }
    assert!(tab.errors.iter().all(|(code, _)| *code == ErrorCode::BadFrame));
    run(&mut tab, channel, "echo st''ill", "still").await;
    assert_eq!(tab.remote(channel).refused.len(), 1, "the gap");

    for _ in 0..40 {
        let _ = tab.send(vec![0xff]).await;
    }
    let ended = tab.until(channel, |_| false).await.expect_err("enough");
    assert!(ended.to_string().contains("4400"), "{ended}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_without_a_terminal_says_so() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let free = channel + 7;
    let frames = [
        Frame::Input { channel: free, iseq: 0, epoch: 1, bytes: b"x" }.encode(),
        Frame::Credit { channel: free, parsed: 0, window: 1 }.encode(),
        Frame::Viewport { channel: free, size: SIZE, px_w: 0, px_h: 0 }.encode(),
        Frame::Control { channel: free, control: Control::Kill }.encode(),
    ];
    // More often than nonsense is borne: it may have been under way when the terminal was taken away.
    for frame in frames.iter().cycle().take(40) {
        tab.send(frame.clone()).await.expect("sent");
    }
    while tab.errors.len() < 40 {
        tab.step().await.expect("answered");
    }
    assert!(tab.errors.iter().all(|(code, _)| *code == ErrorCode::NotFound), "{:?}", tab.errors);
    run(&mut tab, channel, "echo st''ill", "still").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_beyond_all_measure_cuts_the_socket() {
    let app = house().await;
    let (mut tab, channel) = shell(&admin(&app).await).await;
    let _ = tab.send(vec![0; 300 * 1024]).await;
    tab.until(channel, |_| false).await.expect_err("cut");
    tab.cut().expect("cut");
    tab.reconnect().await.expect("and back");
    run(&mut tab, channel, "echo st''ill", "still").await;
}

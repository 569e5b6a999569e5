//! The products to compare with, started when they are on this machine and ended with the bench.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

use crate::Outcome;
use crate::machine::said;
use crate::place::{Place, Product};
use crate::processes::Processes;

/// A terminado with its usual manager, one shell a socket, and one whose shells have names and are shared.
const TERMINADO: &str = "
import sys, tornado.ioloop, tornado.web, terminado
own = terminado.UniqueTermManager(shell_command=['sh'])
shared = terminado.NamedTermManager(shell_command=['sh'])
app = tornado.web.Application([
    (r'/websocket', terminado.TermSocket, {'term_manager': own}),
    (r'/shared/(\\w+)', terminado.TermSocket, {'term_manager': shared}),
])
app.listen(int(sys.argv[1]), '127.0.0.1')
tornado.ioloop.IOLoop.current().start()
";

pub async fn start() -> Vec<Product> {
    let ttyd = run("ttyd", Place::Ttyd, |port| {
        let mut command = Command::new("ttyd");
        // With its own five seconds it takes a browser that is busy drawing for dead, and begins a new shell.
        command.args(["-W", "-P", "300", "-i", "127.0.0.1", "-p", &port.to_string(), "sh"]);
        command
    });
    let terminado = run("terminado", Place::Terminado, |port| {
        let mut command = Command::new("python3");
        command.args(["-c", TERMINADO, &port.to_string()]);
        command
    });
    let mut products = vec![ttyd.await, terminado.await];
    products[0].version = said(Command::new("ttyd").arg("--version")).unwrap_or_default().replace("ttyd version ", "");
    let asked = "import terminado, tornado; print(terminado.__version__, 'on tornado', tornado.version)";
    products[1].version = said(Command::new("python3").args(["-c", asked])).unwrap_or_default();
    products
}

async fn run(name: &'static str, place: fn(String) -> Place, command: impl Fn(u16) -> Command) -> Product {
    let version = String::new();
    match listening(&command).await {
        Ok((address, child)) => {
            let server = Processes::new(vec![child.id()]);
            Product { name, version, place: Ok(place(address)), server, child: Some(child) }
        }
        Err(error) => {
            Product { name, version, place: Err(error.to_string()), server: Processes::default(), child: None }
        }
    }
}

async fn listening(command: &impl Fn(u16) -> Command) -> Outcome<(String, Child)> {
    let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
    let mut command = command(port);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let address = format!("127.0.0.1:{port}");
    for _ in 0..200 {
        if TcpStream::connect(&address).await.is_ok() {
            return Ok((address, child));
        }
        if let Some(status) = child.try_wait()? {
            return Err(format!("it is not installed here ({status})").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let _ = (child.kill(), child.wait());
    Err("it does not listen".into())
}

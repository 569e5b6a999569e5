//! A registry of images as engines speak with it (Docker Registry HTTP API V2), with one image of one layer.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::{StreamExt, stream};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

const REPOSITORY: &str = "lyceum-school-test/lab";
const MANIFEST_TYPE: &str = "application/vnd.docker.distribution.manifest.v2+json";

/// How it answers when an image is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Serves,
    /// It has no such image.
    Misses,
    /// It fails.
    Fails,
}

#[derive(Debug)]
pub struct Registry {
    address: SocketAddr,
    /// Whether the second half of the layer is sent.
    whole: watch::Sender<bool>,
    _server: AbortOnDropHandle<()>,
}

#[derive(Debug, Clone)]
struct Shelf {
    mood: Mood,
    manifest: Arc<Vec<u8>>,
    config: Bytes,
    layer: Bytes,
    whole: watch::Receiver<bool>,
}

impl Registry {
    /// Listens on loopback, where engines ask for no certificate; the image's root is this tar.
    pub async fn start(mood: Mood, root: Vec<u8>) -> Self {
        let architecture = if cfg!(target_arch = "aarch64") { "arm64" } else { "amd64" };
        let layer = Bytes::from(root);
        let config = json!({
            "architecture": architecture,
            "os": "linux",
            "config": {},
            "rootfs": { "type": "layers", "diff_ids": [digest(&layer)] },
        });
        let config = Bytes::from(config.to_string());
        let manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {
                "mediaType": "application/vnd.docker.container.image.v1+json",
                "size": config.len(),
                "digest": digest(&config),
            },
            "layers": [{
                "mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip",
                "size": layer.len(),
                "digest": digest(&layer),
            }],
        });
        let (whole, waits) = watch::channel(false);
        let manifest = Arc::new(manifest.to_string().into_bytes());
        let shelf = Shelf { mood, manifest, config, layer, whole: waits };
        let router = Router::new()
            .route("/v2/", get(|| async { "{}" }))
            .route(&format!("/v2/{REPOSITORY}/manifests/{{reference}}"), get(manifest_of))
            .route(&format!("/v2/{REPOSITORY}/blobs/{{digest}}"), get(blob))
            .with_state(shelf);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { address, whole, _server: AbortOnDropHandle::new(server) }
    }

    /// The image as an engine is asked for it.
    pub fn image(&self) -> String {
        format!("{}/{REPOSITORY}:1", self.address)
    }

    /// The layer stops half-way until this is said.
    pub fn go_on(&self) {
        self.whole.send_replace(true);
    }
}

async fn manifest_of(State(shelf): State<Shelf>) -> Response {
    let refused = |status, code: &str, message: &str| {
        let body = json!({ "errors": [{ "code": code, "message": message }] });
        (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
    };
    match shelf.mood {
        Mood::Serves => {
            let digest = digest(&shelf.manifest);
            let headers = [(CONTENT_TYPE.as_str(), MANIFEST_TYPE.to_owned()), ("docker-content-digest", digest)];
            (headers, shelf.manifest.to_vec()).into_response()
        }
        Mood::Misses => refused(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "manifest unknown"),
        Mood::Fails => refused(StatusCode::INTERNAL_SERVER_ERROR, "UNKNOWN", "the shelf is on fire"),
    }
}

async fn blob(State(shelf): State<Shelf>, Path(asked): Path<String>) -> Response {
    if asked == digest(&shelf.config) {
        return shelf.config.into_response();
    }
    if asked != digest(&shelf.layer) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let (length, half) = (shelf.layer.len(), shelf.layer.len() / 2);
    let first = shelf.layer.slice(..half);
    let second = async move {
        let mut whole = shelf.whole;
        // The sender lives as long as the registry.
        let _ = whole.wait_for(|whole| *whole).await;
        shelf.layer.slice(half..)
    };
    let pieces = stream::once(async move { first }).chain(stream::once(second)).map(Ok::<_, std::io::Error>);
    ([(CONTENT_LENGTH, length)], Body::from_stream(pieces)).into_response()
}

fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

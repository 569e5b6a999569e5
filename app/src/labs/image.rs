//! Makes sure that an engine has an image.

use std::collections::HashMap;
use std::time::Duration;

use bollard::Docker;
use bollard::query_parameters::CreateImageOptionsBuilder;
use futures::StreamExt;

use super::types::Step;
use crate::engine::docker::explain;
use crate::error::{Error, Result};

/// A pull that says nothing for this long has failed.
const SILENCE: Duration = Duration::from_secs(60);
/// Layers whose progress is counted; an image has 127 at most.
const LAYERS_MAX: usize = 256;

/// Pulls the image when the engine does not have it, telling how far it is.
///
/// # Errors
/// [`Error::Unavailable`] naming the image when no registry gives it, [`Error::Unavailable`] naming the
/// engine or its disk when those are at fault.
pub async fn ensure(docker: &Docker, image: &str, tell: impl Fn(Step)) -> Result<()> {
    tell(Step::Image { percent: None });
    match docker.inspect_image(image).await {
        Ok(_) => return Ok(()),
        Err(bollard::errors::Error::DockerResponseServerError { status_code: 404, .. }) => {}
        Err(cause) => return Err(explain(cause)),
    }
    let options = CreateImageOptionsBuilder::default().from_image(&tagged(image)).build();
    let mut pull = docker.create_image(Some(options), None, None);
    let mut layers = Layers::default();
    loop {
        let news =
            tokio::time::timeout(SILENCE, pull.next()).await.map_err(|_| missing(image, "its registry is silent"))?;
        match news {
            None => return Ok(()),
            Some(Err(cause)) => return Err(refused(image, explain(cause))),
            Some(Ok(info)) => {
                if let Some(message) = info.error_detail.and_then(|error| error.message) {
                    return Err(missing(image, &message));
                }
                let done = info.progress_detail.as_ref().and_then(|detail| detail.current).unwrap_or_default();
                let all = info.progress_detail.as_ref().and_then(|detail| detail.total).unwrap_or_default();
                layers.saw(info.id.unwrap_or_default(), &info.status.unwrap_or_default(), done, all);
                tell(Step::Image { percent: layers.percent() });
            }
        }
    }
}

/// The engine's words when it knows no such image name the registry's answer; what is full stays full.
fn refused(image: &str, error: Error) -> Error {
    match error {
        Error::Unavailable { part, .. } if part.contains("image") => missing(image, "no registry gives it"),
        Error::Refused(why) => missing(image, &why),
        other => other,
    }
}

fn missing(image: &str, why: &str) -> Error {
    Error::Unavailable {
        part: format!("The lab image {image}"),
        detail: format!(
            "this engine does not have it, and it could not be pulled: {why}. Build or pull it, then start the lab again"
        ),
    }
}

/// Without a tag an engine would pull every tag there is.
fn tagged(image: &str) -> String {
    let name = image.rsplit('/').next().unwrap_or(image);
    if name.contains(':') || name.contains('@') { image.to_owned() } else { format!("{image}:latest") }
}

/// Bytes of each layer, done and to do.
#[derive(Debug, Default)]
struct Layers(HashMap<String, (i64, i64)>);

impl Layers {
    fn saw(&mut self, layer: String, status: &str, done: i64, all: i64) {
        if layer.is_empty() || (self.0.len() >= LAYERS_MAX && !self.0.contains_key(&layer)) {
            return;
        }
        match status {
            "Downloading" if all > 0 => {
                self.0.insert(layer, (done.clamp(0, all), all));
            }
            "Download complete" | "Pull complete" | "Extracting" => {
                if let Some(bytes) = self.0.get_mut(&layer) {
                    bytes.0 = bytes.1;
                }
            }
            _ => {}
        }
    }

    fn percent(&self) -> Option<u8> {
        let (done, all) = self.0.values().fold((0_i64, 0_i64), |sum, layer| (sum.0 + layer.0, sum.1 + layer.1));
        if all == 0 { None } else { u8::try_from(done * 100 / all).ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_tag_means_the_latest() {
        assert_eq!(tagged("debian"), "debian:latest");
        assert_eq!(tagged("localhost:5000/debian"), "localhost:5000/debian:latest");
        assert_eq!(tagged("lyceum/lab:1"), "lyceum/lab:1");
        assert_eq!(tagged("a@sha256:00"), "a@sha256:00");
    }

    #[test]
    fn progress_is_of_all_layers_together() {
        let mut layers = Layers::default();
        assert_eq!(layers.percent(), None);
        layers.saw("a".into(), "Downloading", 50, 100);
        layers.saw("b".into(), "Downloading", 0, 100);
        assert_eq!(layers.percent(), Some(25));
        layers.saw("a".into(), "Download complete", 0, 0);
        assert_eq!(layers.percent(), Some(50));
    }
}

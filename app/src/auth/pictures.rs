//! Sending and fetching pictures: plain routes, because files are no server function's arguments.

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};

use crate::auth::account::{PICTURE_LIMIT_BYTES, PictureFault};
use crate::auth::store;
use crate::auth::types::Permission;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};

/// What is read of a picture that is too large, so that the browser hears why: one that is answered while
/// it still sends sees a broken connection instead.
const READ_LIMIT_BYTES: usize = 4 * PICTURE_LIMIT_BYTES;

/// `POST /account/picture`: the form's file becomes the actor's picture.
pub fn upload() -> MethodRouter<AppState> {
    post(receive).layer(DefaultBodyLimit::max(READ_LIMIT_BYTES))
}

/// `GET /account/pictures/{sha}`.
pub fn picture() -> MethodRouter<AppState> {
    get(send)
}

async fn receive(
    cx: Ctx,
    form: std::result::Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<Response> {
    cx.require(Permission::OwnAccount)?;
    let Ok(form) = form else { return Ok(back(Some(PictureFault::Missing))) };
    let bytes = match file(form).await {
        Ok(bytes) => bytes,
        Err(fault) => return Ok(back(Some(fault))),
    };
    match store::save_picture(&cx, bytes).await {
        Ok(()) => Ok(back(None)),
        Err(Error::Invalid(_)) => Ok(back(Some(PictureFault::Unreadable))),
        Err(error) => Err(error),
    }
}

async fn file(mut form: Multipart) -> std::result::Result<Vec<u8>, PictureFault> {
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Err(PictureFault::Missing),
            Err(error) if is_too_large(&error) => return Err(PictureFault::TooLarge),
            Err(_) => return Err(PictureFault::Unreadable),
        };
        if field.name() == Some("picture") {
            return content(field).await;
        }
    }
}

/// The file's bytes; of one that is too large the rest is read and dropped.
async fn content(mut field: Field<'_>) -> std::result::Result<Vec<u8>, PictureFault> {
    let mut bytes = Vec::new();
    let mut too_large = false;
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) if too_large || bytes.len() + chunk.len() > PICTURE_LIMIT_BYTES => {
                too_large = true;
                bytes.clear();
            }
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) if too_large => return Err(PictureFault::TooLarge),
            Ok(None) if bytes.is_empty() => return Err(PictureFault::Missing),
            Ok(None) => return Ok(bytes),
            Err(error) if is_too_large(&error) => return Err(PictureFault::TooLarge),
            Err(_) => return Err(PictureFault::Unreadable),
        }
    }
}

fn is_too_large(error: &MultipartError) -> bool {
    error.status() == StatusCode::PAYLOAD_TOO_LARGE
}

fn back(fault: Option<PictureFault>) -> Response {
    let path = fault.map_or_else(|| "/account".to_owned(), |fault| format!("/account?picture={}", fault.as_str()));
    Redirect::to(&path).into_response()
}

async fn send(cx: Ctx, Path(sha): Path<String>) -> Result<Response> {
    cx.require(Permission::OwnAccount)?;
    let bytes = store::picture_bytes(&cx, &sha).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=31536000, immutable")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}

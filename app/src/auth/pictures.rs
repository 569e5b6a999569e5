//! Sending and fetching pictures: plain routes, because files are no server function's arguments.

use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, Path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};

use crate::auth::account::{PICTURE_LIMIT_BYTES, PictureFault};
use crate::auth::store;
use crate::auth::types::Permission;
use crate::ctx::{AppState, Ctx};
use crate::error::{Error, Result};

/// `POST /account/picture`: the form's file becomes the actor's picture.
pub fn upload() -> MethodRouter<AppState> {
    post(receive).layer(DefaultBodyLimit::max(PICTURE_LIMIT_BYTES))
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
    let too_large = |error: &axum::extract::multipart::MultipartError| error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Err(PictureFault::Missing),
            Err(error) if too_large(&error) => return Err(PictureFault::TooLarge),
            Err(_) => return Err(PictureFault::Unreadable),
        };
        if field.name() == Some("picture") {
            return match field.bytes().await {
                Ok(bytes) if bytes.is_empty() => Err(PictureFault::Missing),
                Ok(bytes) => Ok(bytes.into()),
                Err(error) if too_large(&error) => Err(PictureFault::TooLarge),
                Err(_) => Err(PictureFault::Unreadable),
            };
        }
    }
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

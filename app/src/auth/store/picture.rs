//! Profile pictures: whatever is sent is decoded and drawn anew, so that nothing but a picture is kept.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits, Rgb, RgbImage};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Unchanged};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::store::record;
use crate::auth::account::{PICTURE_SIDE_PX, PictureFault};
use crate::auth::entity::user;
use crate::ctx::Ctx;
use crate::db::begin_write;
use crate::error::{Error, Result};

/// A picture with longer sides is refused before it is decoded, pixels.
const SIDE_LIMIT_PX: u32 = 10_000;
/// What decoding may take.
const DECODE_LIMIT_BYTES: u64 = 256 << 20;
/// Of 100.
const JPEG_QUALITY: u8 = 88;

/// Keeps the picture as the actor's own.
///
/// # Errors
/// [`Error::Invalid`] for `picture`, with a [`PictureFault`]'s name as its text.
pub async fn save_picture(cx: &Ctx, bytes: Vec<u8>) -> Result<()> {
    let jpeg = tokio::task::spawn_blocking(move || redraw(&bytes))
        .await
        .map_err(Error::internal)?
        .ok_or_else(|| Error::invalid("picture", PictureFault::Unreadable.as_str()))?;
    let sha: String = Sha256::digest(&jpeg).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = blob(&cx.state.config.data_dir, &sha);
    store_blob(&path, &jpeg).await?;
    set_picture(cx, Some(sha)).await
}

/// Takes the actor's picture away; their initials stand in its place.
pub async fn remove_picture(cx: &Ctx) -> Result<()> {
    set_picture(cx, None).await
}

/// A person's picture, as JPEG.
///
/// # Errors
/// [`Error::NotFound`] for anything that is nobody's picture now.
pub async fn picture_bytes(cx: &Ctx, sha: &str) -> Result<Vec<u8>> {
    let missing = || Error::NotFound("picture".into());
    let is_hash = sha.len() == 64 && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hash || user::Entity::find().filter(user::Column::PictureSha256.eq(sha)).count(cx.db()).await? == 0 {
        return Err(missing());
    }
    tokio::fs::read(blob(&cx.state.config.data_dir, sha)).await.map_err(|_| missing())
}

async fn set_picture(cx: &Ctx, sha: Option<String>) -> Result<()> {
    let actor = cx.actor()?;
    let txn = begin_write(cx.db()).await?;
    let after = json!({"picture": sha});
    let row = user::ActiveModel { id: Unchanged(actor.id), picture_sha256: Set(sha), ..Default::default() };
    row.update(&txn).await?;
    record(&txn, cx, "change picture", "user", actor.id, None, Some(after)).await?;
    txn.commit().await?;
    Ok(())
}

/// `data/files/ab/cdef…`: by content, so that the same picture is kept once.
fn blob(data: &Path, sha: &str) -> PathBuf {
    data.join("files").join(&sha[..2]).join(&sha[2..])
}

/// Written beside and moved into place: a picture is there whole or not at all.
async fn store_blob(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder).await?;
    }
    let part = path.with_extension(format!("{:016x}", rand::random::<u64>()));
    tokio::fs::write(&part, bytes).await?;
    tokio::fs::rename(&part, path).await?;
    Ok(())
}

/// The middle square of the picture, upright, as JPEG; None for what is no picture.
fn redraw(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_LIMIT_PX);
    limits.max_image_height = Some(SIDE_LIMIT_PX);
    limits.max_alloc = Some(DECODE_LIMIT_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    let square = picture.resize_to_fill(PICTURE_SIDE_PX, PICTURE_SIDE_PX, FilterType::Lanczos3);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).encode_image(&on_white(&square)).ok()?;
    Some(jpeg)
}

/// JPEG knows no transparency.
fn on_white(picture: &DynamicImage) -> RgbImage {
    let rgba = picture.to_rgba8();
    let mut flat = RgbImage::from_pixel(rgba.width(), rgba.height(), Rgb([255; 3]));
    for (x, y, pixel) in rgba.enumerate_pixels() {
        let [red, green, blue, alpha] = pixel.0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        flat.put_pixel(x, y, Rgb([mix(red), mix(green), mix(blue)]));
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_picture_is_kept() {
        let mut png = Vec::new();
        let red = DynamicImage::ImageRgb8(RgbImage::from_pixel(300, 200, Rgb([200, 0, 0])));
        red.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).expect("a PNG");
        png.extend_from_slice(b"<script>alert(1)</script>");
        let jpeg = redraw(&png).expect("a picture");
        let drawn = image::load_from_memory(&jpeg).expect("a JPEG");
        assert_eq!((drawn.width(), drawn.height()), (PICTURE_SIDE_PX, PICTURE_SIDE_PX));
        assert!(!jpeg.windows(7).any(|part| part == b"<script"));
        assert_eq!(redraw(b"GIF89a no picture at all"), None);
        assert_eq!(redraw(b""), None);
    }
}

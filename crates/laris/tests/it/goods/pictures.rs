//! Pictures of offers: from the phone to the page, in a folder and in a bucket.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::registry::audit;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use image::{GenericImageView as _, ImageFormat};
use kernel::error::Kinded as _;
use kernel::time;
use market::pictures::convert::convert;
use market::pictures::{self, Picture, SIZES, Studio, sweep};
use providers::objects::{LocalObjects, ObjectKey, ObjectStore, S3Objects, S3Settings};
use testkit::s3::{self, S3Server};
use testkit::{block_on, both};
use web::places::Holder;

use super::samples::{encoded, phone_jpeg, png_bomb};
use super::{Visit, between, client};
use crate::town::Town;

pub fn bucket(server: &S3Server, secret: &str) -> Arc<dyn ObjectStore> {
    let settings = S3Settings {
        endpoint: server.endpoint.clone(),
        bucket: s3::BUCKET.into(),
        region: s3::REGION.into(),
        access_key: s3::ACCESS_KEY.into(),
        secret_key: secret.into(),
    };
    Arc::new(S3Objects::new(&settings).unwrap())
}

async fn add(town: &Town, studio: &Studio, key: &str, upload: Vec<u8>) -> Result<Picture, pictures::PictureError> {
    let seller = town.actor(town.sellers[0]).await;
    pictures::add(&town.desk, studio, &seller, key, town.offer("rawit-a"), upload).await
}

#[test]
fn only_upright_pixels_survive() {
    let upload = phone_jpeg(1_600, 1_200);
    let holds = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(holds(&upload, b"Exif") && holds(&upload, b"112.6326"));
    let files = convert(&upload).unwrap();
    assert_eq!((files.width, files.height), (720, 960), "turned upright");
    for (jpeg, size) in files.jpegs.iter().zip(SIZES) {
        let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!((picture.width(), picture.height()), (size * 3 / 4, size));
        assert!(!holds(jpeg, b"Exif") && !holds(jpeg, b"GPS"));
        // What was left is on top now, after a turn to the right.
        let (top, bottom) = (picture.get_pixel(size / 3, 2), picture.get_pixel(size / 3, size - 3));
        assert!(top[0] > 150 && bottom[1] > 120, "{top:?} {bottom:?}");
    }
    assert_eq!(convert(&upload).unwrap(), files, "the same picture has the same name");
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let files = convert(&encoded(400, 300, format)).unwrap();
        assert_eq!((files.width, files.height), (400, 300), "never made larger");
        let picture = image::load_from_memory(&files.jpegs[2]).unwrap();
        assert!(picture.get_pixel(5, 5)[0] > 250, "white where it was transparent");
    }
    let strip = convert(&encoded(2_000, 150, ImageFormat::Png)).unwrap();
    assert_eq!((strip.width, strip.height), (300, 150), "a strip is cut");
}

#[test]
fn what_is_no_picture_is_refused_by_name() {
    let cut_off = phone_jpeg(800, 600)[..3_000].to_vec();
    for (upload, code) in [
        (Vec::new(), "picture_missing"),
        (b"bukan gambar".to_vec(), "not_a_picture"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(), "not_a_picture"),
        (b"GIF89a\x01\0\x01\0".to_vec(), "not_a_picture"),
        (b"%PDF-1.7".to_vec(), "not_a_picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "picture_heic"),
        (b"\xff\xd8\xff".to_vec(), "picture_damaged"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "picture_damaged"),
        (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), "picture_damaged"),
        (cut_off, "picture_damaged"),
        (png_bomb(), "picture_too_many_pixels"),
        (encoded(100, 100, ImageFormat::Png), "picture_too_small"),
    ] {
        assert_eq!(convert(&upload).map(|files| files.width).unwrap_err().code(), code, "{:?}", &upload[..upload.len().min(12)]);
    }
}

#[test]
fn a_picture_is_put_up_replaced_and_removed() {
    both(async |house| {
        let client = client(&house).await;
        let town = &client.town;
        let (phone, offer) = (Visit::of(&client, town.sellers[0]).await, town.offer("rawit-a"));
        let page = format!("/jual/barang/{offer}/gambar");
        assert!(phone.get(&page).await.html.contains("picture.svg") || phone.get(&page).await.html.contains("/aset/goods/"));
        let refused = upload(&phone, &page, "picture-key-0", b"bukan gambar").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains("id=\"picture-wrong\""));
        let added = upload(&phone, &page, "picture-key-1", &phone_jpeg(1_600, 1_200)).await;
        assert_eq!((added.status, added.to.as_str()), (StatusCode::SEE_OTHER, page.as_str()));
        let first = address(&phone.get(&page).await.html);
        let shown = phone.get("/lapak/lapak-1").await.html;
        assert!(shown.contains(&first) && shown.contains("-160.jpg 120w") && shown.contains("loading=\"lazy\""));
        let file = phone.send(Request::get(&first), Body::empty()).await;
        assert_eq!(file.status, StatusCode::OK);
        for gone in ["/gambar/x", "/gambar/..%2f..%2fsecret-160.jpg", &first.replace("-480", "-481"), &"/gambar/".repeat(40)] {
            assert_eq!(phone.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
        upload(&phone, &page, "picture-key-2", &encoded(600, 600, ImageFormat::WebP)).await;
        let second = address(&phone.get(&page).await.html);
        assert_ne!(first, second);
        // The manager takes it down, with a reason; without one nothing happens.
        let manager = Visit::of(&client, town.manager).await;
        assert!(manager.get("/kelola/pasar-contoh/gambar").await.html.contains(&second));
        let down = format!("/kelola/pasar-contoh/gambar/{offer}/turunkan");
        manager.post(&down, "picture-key-3", &[("reason", " ")]).await;
        assert!(manager.get("/kelola/pasar-contoh/gambar").await.html.contains(&second));
        manager.post(&down, "picture-key-4", &[("reason", "bukan cabai")]).await;
        assert!(!manager.get("/kelola/pasar-contoh/gambar").await.html.contains(&second));
        let mut tx = house.db.reader().await.unwrap();
        let logged = audit::list(&mut tx, town.desk.city_id(), offer).await.unwrap();
        let mut actions: Vec<&str> = logged.iter().map(|entry| entry.action.as_str()).collect();
        actions.sort_unstable();
        assert_eq!(actions, ["picture.added", "picture.added", "picture.taken_down"]);
        assert!(logged.iter().any(|entry| entry.detail.contains("bukan cabai")));
    });
}

#[test]
fn an_endless_upload_is_cut_off() {
    both(async |house| {
        let client = client(&house).await;
        let phone = Visit::of(&client, client.town.sellers[0]).await;
        let page = format!("/jual/barang/{}/gambar", client.town.offer("rawit-a"));
        let kind = "multipart/form-data; boundary=batas";
        let sent = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&sent);
        let head = format!(
            "--batas\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{}\r\n--batas\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"x.jpg\"\r\n\r\n",
            phone.csrf()
        );
        let chunks = (0..8_000).map(move |number| {
            counted.fetch_add(65_536, Ordering::Relaxed);
            Ok::<_, std::io::Error>(if number == 0 { head.clone().into_bytes() } else { vec![7_u8; 65_536] })
        });
        let body = Body::from_stream(futures::stream::iter(chunks));
        let seen = phone.send(Request::post(&page).header("content-type", kind), body).await;
        assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(sent.load(Ordering::Relaxed) < 17 << 20, "read {} bytes of 500 MB", sent.load(Ordering::Relaxed));
        // One that says so beforehand is not read at all.
        let told = Request::post(&page).header("content-type", kind).header("content-length", "524288000");
        let seen = phone
            .send(
                told,
                Body::from_stream(futures::stream::iter(std::iter::from_fn(|| -> Option<Result<Vec<u8>, std::io::Error>> {
                    panic!("read")
                }))),
            )
            .await;
        assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(seen.html.contains("15 MB"), "the way out is named");
    });
}

#[test]
fn too_many_uploads_at_once_are_told_to_come_back() {
    both(async |house| {
        let client = client(&house).await;
        let places = &client.app.upload_places;
        let phone = Visit::of(&client, client.town.sellers[0]).await;
        let page = format!("/jual/barang/{}/gambar", client.town.offer("rawit-a"));
        // One person's slow uploads keep only that person waiting.
        for person in [Holder::Person(client.town.sellers[0]), Holder::Person(client.town.sellers[1])] {
            let held: Vec<_> = std::iter::from_fn(|| places.take(person.clone())).collect();
            assert_eq!(held.len(), 2);
            let sent = upload(&phone, &page, &format!("picture-busy-{person:?}"), &phone_jpeg(400, 400)).await;
            if person == Holder::Person(client.town.sellers[0]) {
                assert_eq!(sent.status, StatusCode::SERVICE_UNAVAILABLE);
                assert!(sent.html.contains("Sedang banyak yang mengunggah"), "{}", sent.html);
            } else {
                assert_eq!(sent.status, StatusCode::SEE_OTHER);
            }
        }
        assert_eq!(places.taken(), 0, "every place is given back");
    });
}

#[test]
fn programs_put_up_pictures_too() {
    both(async |house| {
        let client = client(&house).await;
        let (offer, token) = (client.town.offer("rawit-a"), client.token(client.town.sellers[0]).await);
        let jpeg: String = phone_jpeg(400, 300).iter().map(|byte| char::from(*byte)).collect();
        let refused =
            client.put(format!("/offers/{offer}/picture")).by(&token).key("api-picture-1").sends("image/jpeg", jpeg).answer().await;
        assert_eq!(refused.refused(422), ("not_a_picture".into(), "picture".into()), "a text is no picture");
        let removal = client.post(format!("/offers/{offer}/picture/removal")).by(&token).key("api-picture-2").says(serde_json::json!({}));
        assert_eq!(removal.answer().await.is(200)["is_changed"], true);
    });
}

#[test]
fn a_bucket_keeps_them_and_signatures_hold() {
    both(async |house| {
        let town = Town::build(&house).await;
        let server = S3Server::start().await;
        let studio = Studio::new(bucket(&server, s3::SECRET_KEY));
        let picture = add(&town, &studio, "bucket-key-1", phone_jpeg(800, 600)).await.unwrap();
        assert_eq!(server.keys().len(), 3);
        let (bytes, kind) = server.object(&server.keys()[0]).unwrap();
        assert_eq!((&bytes[..3], kind.as_str()), (&[0xff, 0xd8, 0xff][..], "image/jpeg"));
        for size in SIZES {
            let key = ObjectKey::parse(&format!("pictures/{}/{}-{size}.jpg", town.desk.city_id(), picture.hash)).unwrap();
            let read = pictures::read(&town.desk, &studio, &picture.hash, size).await.unwrap().unwrap();
            assert_eq!(studio.objects.size(&key).await.unwrap(), Some(read.len() as u64));
        }
        assert_eq!(pictures::read(&town.desk, &studio, &"0".repeat(64), 160).await.unwrap(), None);
        assert_eq!(server.refusals(), Vec::<&str>::new());
        // A wrong key, a clock that is wrong, a store that is down: told alike, and nothing is written.
        let stranger = Studio::new(bucket(&server, "another secret"));
        assert_eq!(add(&town, &stranger, "bucket-key-2", phone_jpeg(400, 400)).await.unwrap_err().code(), "objects_unavailable");
        assert_eq!(server.refusals(), ["SignatureDoesNotMatch"]);
        server.set_ahead(16 * 60);
        assert_eq!(add(&town, &studio, "bucket-key-3", phone_jpeg(400, 400)).await.unwrap_err().code(), "objects_unavailable");
        assert_eq!(server.refusals().last(), Some(&"RequestTimeTooSkewed"));
        server.set_ahead(0);
        let mut tx = house.db.reader().await.unwrap();
        assert_eq!(pictures::store::pictures(&mut tx, town.desk.city_id()).await.unwrap(), [picture]);
    });
}

#[test]
fn what_nobody_uses_is_swept() {
    both(async |house| {
        let town = Town::build(&house).await;
        let server = S3Server::start().await;
        let studio = Studio::new(bucket(&server, s3::SECRET_KEY));
        add(&town, &studio, "sweep-key-1", phone_jpeg(800, 600)).await.unwrap();
        add(&town, &studio, "sweep-key-2", phone_jpeg(600, 600)).await.unwrap();
        assert_eq!(server.keys().len(), 6);
        assert_eq!(sweep::sweep(&town.desk, &studio).await.unwrap(), 0, "an upload may still be under way");
        house.clock.advance(2 * time::HOUR);
        assert_eq!(sweep::sweep(&town.desk, &studio).await.unwrap(), 1, "the one that was replaced");
        assert_eq!(server.keys().len(), 3);
        assert_eq!(sweep::missing(&town.desk, &studio).await.unwrap(), Vec::<String>::new());
        // Taken away while the store is down: the next round removes it.
        pictures::remove(&town.desk, &town.actor(town.sellers[0]).await, town.offer("rawit-a"), "").await.unwrap();
        let broken = Studio::new(bucket(&server, "another secret"));
        assert!(sweep::sweep(&town.desk, &broken).await.is_err());
        assert_eq!(add(&town, &studio, "sweep-key-3", phone_jpeg(600, 600)).await.unwrap_err().code(), "pictures_busy");
        assert_eq!(sweep::sweep(&town.desk, &studio).await.unwrap(), 1);
        assert_eq!((server.keys().len(), sweep::sweep(&town.desk, &studio).await.unwrap()), (0, 0));
        add(&town, &studio, "sweep-key-4", phone_jpeg(600, 600)).await.unwrap();
        assert_eq!(server.keys().len(), 3);
    });
}

#[test]
fn a_folder_keeps_whole_objects_only() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let objects = LocalObjects::new(folder.path().join("pictures"));
        let key = ObjectKey::parse("a/b-160.jpg").unwrap();
        assert_eq!((objects.get(&key).await.unwrap(), objects.size(&key).await.unwrap()), (None, None));
        objects.delete(&key).await.unwrap();
        for content in [b"satu".to_vec(), b"dua".to_vec()] {
            objects.put(&key, content.clone(), "image/jpeg").await.unwrap();
            assert_eq!(objects.get(&key).await.unwrap(), Some(content));
        }
        let left: Vec<_> = std::fs::read_dir(folder.path().join("pictures/a")).unwrap().collect();
        assert_eq!((left.len(), objects.size(&key).await.unwrap()), (1, Some(3)), "no drafts are left");
        objects.delete(&key).await.unwrap();
        assert_eq!(objects.get(&key).await.unwrap(), None);
    });
}

/// The middle file that a page offers.
fn address(html: &str) -> String {
    format!("/gambar/{}", between(html, "src=\"/gambar/", "\""))
}

async fn upload(phone: &Visit<'_>, page: &str, key: &str, file: &[u8]) -> super::Seen {
    let mut body = Vec::new();
    for (name, value) in [("csrf", phone.csrf().as_str()), ("idempotency_key", key)] {
        body.extend(format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    for (name, content) in [("picture", file), ("gallery", b"")] {
        body.extend(format!("--batas\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.jpg\"\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--batas--\r\n");
    phone.send(Request::post(page).header("content-type", "multipart/form-data; boundary=batas"), body.into()).await
}

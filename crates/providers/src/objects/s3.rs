//! Objects in a bucket: Amazon S3, MinIO, Ceph, Garage, or an Indonesian cloud that speaks the same.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use object_store::{Attribute, Attributes, ClientOptions, ObjectStoreExt as _, PutOptions, PutPayload, RetryConfig};

use super::{ObjectError, ObjectKey, ObjectStore};
use crate::BoxFuture;

/// How long a connection may take to be made, and a request to be answered.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
const REQUEST_TIME_MAX: Duration = Duration::from_secs(20);
/// Tries after the first, within this time: somebody waits for the page.
const RETRIES_MAX: usize = 2;
const RETRY_TIME_MAX: Duration = Duration::from_secs(15);

/// Which bucket, and whose.
#[derive(Clone, PartialEq, Eq)]
pub struct S3Settings {
    /// `https://s3.ap-southeast-3.amazonaws.com`; the bucket follows as the first part of the path.
    pub endpoint: String,
    /// Name of the bucket.
    pub bucket: String,
    /// `ap-southeast-3` is Jakarta; stores of one place take any, often `us-east-1`.
    pub region: String,
    /// Who asks.
    pub access_key: String,
    /// Never logged.
    pub secret_key: String,
}

/// Without the keys.
impl std::fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Settings").field("endpoint", &self.endpoint).field("bucket", &self.bucket).finish_non_exhaustive()
    }
}

/// A bucket. Requests are signed (AWS Signature Version 4) over their content too.
#[derive(Debug)]
pub struct S3Objects {
    bucket: AmazonS3,
}

impl S3Objects {
    /// A bucket by its settings; nothing is asked yet.
    ///
    /// # Errors
    /// [`ObjectError::Settings`].
    pub fn new(settings: &S3Settings) -> Result<Self, ObjectError> {
        let is_plain = settings.endpoint.starts_with("http://");
        let client = ClientOptions::new().with_connect_timeout(CONNECT_TIME_MAX).with_timeout(REQUEST_TIME_MAX).with_allow_http(is_plain);
        let bucket = AmazonS3Builder::new()
            .with_endpoint(settings.endpoint.trim_end_matches('/'))
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(&settings.secret_key)
            .with_client_options(client)
            // One at a time: not every store knows the other way, and a bucket that is not there would look like an object that is gone.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig { max_retries: RETRIES_MAX, retry_timeout: RETRY_TIME_MAX, ..RetryConfig::default() })
            .build()
            .map_err(|error| ObjectError::Settings(error.to_string()))?;
        Ok(Self { bucket })
    }
}

impl ObjectStore for S3Objects {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn put<'a>(&'a self, key: &'a ObjectKey, bytes: Vec<u8>, mime: &'static str) -> BoxFuture<'a, Result<(), ObjectError>> {
        Box::pin(async move {
            let attributes = Attributes::from_iter([(Attribute::ContentType, mime)]);
            let options = PutOptions { attributes, ..PutOptions::default() };
            let at = path(key)?;
            let put = object_store::ObjectStore::put_opts(&self.bucket, &at, PutPayload::from(bytes), options);
            put.await.map(drop).map_err(ObjectError::unavailable)
        })
    }

    fn get<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<Vec<u8>>, ObjectError>> {
        Box::pin(async move {
            let Some(found) = there(self.bucket.get(&path(key)?).await)? else { return Ok(None) };
            found.bytes().await.map(|bytes| Some(bytes.to_vec())).map_err(ObjectError::unavailable)
        })
    }

    fn size<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<Option<u64>, ObjectError>> {
        Box::pin(async move { Ok(there(self.bucket.head(&path(key)?).await)?.map(|found| found.size)) })
    }

    fn delete<'a>(&'a self, key: &'a ObjectKey) -> BoxFuture<'a, Result<(), ObjectError>> {
        // S3 says of an object that is gone already that it was deleted.
        Box::pin(async move { self.bucket.delete(&path(key)?).await.map_err(ObjectError::unavailable) })
    }
}

fn path(key: &ObjectKey) -> Result<Path, ObjectError> {
    Path::parse(key.as_str()).map_err(|_| ObjectError::Key)
}

fn there<T>(found: object_store::Result<T>) -> Result<Option<T>, ObjectError> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(ObjectError::unavailable(error)),
    }
}

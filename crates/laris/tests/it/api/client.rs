//! A program that uses the API of the small town: requests into the router, answers as JSON.

use std::sync::Arc;

use ::registry::sessions;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use jobs::feed::Feed;
use kernel::id::PersonId;
use market::catalogue::LiveCatalogue;
use market::pictures::Studio;
use providers::messages::DemoMessages;
use providers::objects::LocalObjects;
use serde_json::Value;
use testkit::TestHouse;
use tower::ServiceExt as _;
use web::{App, Parts};

use super::conform;
use crate::town::Town;

/// The town with the whole site in front of it.
pub struct Client {
    pub town: Town,
    pub router: Router,
    pub app: App,
    /// Goes with the client.
    _pictures: tempfile::TempDir,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    /// The body, when the status is the wanted one.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The problem's code and field, when the status is the wanted one.
    #[track_caller]
    pub fn refused(self, status: u16) -> (String, String) {
        let body = self.is(status);
        assert_eq!(body["status"], status);
        assert!(body["detail"].as_str().is_some_and(|text| !text.is_empty() && !text.starts_with("error-")), "{body}");
        (body["code"].as_str().unwrap().to_owned(), body["field"].as_str().unwrap_or_default().to_owned())
    }
}

/// One call, put together bit by bit.
pub struct Call<'c> {
    client: &'c Client,
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Client {
    pub async fn new(house: &TestHouse) -> Self {
        Self::of(Town::build(house).await).await
    }

    /// The site of a town that was built.
    pub async fn of(town: Town) -> Self {
        let (app, pictures) = Self::app(&town, "http://laris.test").await;
        Self { town, router: web::router(app.clone()), app, _pictures: pictures }
    }

    /// The town's site under a scheme and host, for those who send no pictures.
    pub async fn site(town: &Town, origin: &str) -> Router {
        web::router(Self::app(town, origin).await.0)
    }

    /// The town's app under a scheme and host, and the folder of its pictures.
    pub async fn app(town: &Town, origin: &str) -> (App, tempfile::TempDir) {
        let (house, desk) = (&town.house, town.desk.clone());
        let feed = Feed::start(house.house().clone(), desk.city_id());
        let catalogue = LiveCatalogue::start(house.house().clone(), desk.city_id(), 420, feed.subscribe()).await.unwrap();
        let messages = Arc::new(DemoMessages::new());
        let pictures = tempfile::tempdir().unwrap();
        let studio = Studio::new(Arc::new(LocalObjects::new(pictures.path())));
        let app = App::new(Parts {
            desk,
            catalogue,
            feed,
            secret: vec![7; 32],
            messages: Arc::clone(&messages) as _,
            sandbox: town.sandbox.clone(),
            demo_messages: Some(messages),
            demo_people: Vec::new(),
            studio,
            origin: origin.into(),
            build: web::Build::default(),
        });
        (app.unwrap(), pictures)
    }

    /// A session of somebody.
    pub async fn token(&self, person: PersonId) -> String {
        sessions::demo_session(self.town.house.house(), &self.town.desk.city, person).await.unwrap().token
    }

    pub fn get(&self, path: impl Into<String>) -> Call<'_> {
        self.call("GET", path.into())
    }

    pub fn post(&self, path: impl Into<String>) -> Call<'_> {
        self.call("POST", path.into())
    }

    pub fn put(&self, path: impl Into<String>) -> Call<'_> {
        self.call("PUT", path.into())
    }

    pub fn delete(&self, path: impl Into<String>) -> Call<'_> {
        self.call("DELETE", path.into())
    }

    fn call(&self, method: &'static str, path: String) -> Call<'_> {
        Call { client: self, method, path: format!("/api/v1{path}"), headers: Vec::new(), body: None }
    }
}

impl Call<'_> {
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn by(self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub fn key(self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    pub fn says(self, body: impl serde::Serialize) -> Self {
        let body = serde_json::to_string(&body).unwrap();
        self.sends("application/json", body)
    }

    pub fn sends(mut self, kind: &str, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self.with("content-type", kind)
    }

    /// Sends the call and checks that the answer is documented.
    #[track_caller]
    pub fn answer(self) -> impl Future<Output = Answer> {
        let (method, path, router) = (self.method, self.path.clone(), self.client.router.clone());
        async move {
            let answer = self.undocumented(router).await;
            conform::check(conform::operation(method, &path), answer.status, &answer.body);
            answer
        }
    }

    /// Sends a call that leads to no operation.
    pub async fn astray(self) -> Answer {
        let router = self.client.router.clone();
        self.undocumented(router).await
    }

    async fn undocumented(self, router: Router) -> Answer {
        let mut request = Request::builder().method(self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.body(self.body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = router.oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.unwrap();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap_or_else(|_| panic!("{bytes:?}")) };
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

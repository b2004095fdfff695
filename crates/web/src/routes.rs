//! Routes that remember themselves, so that the list the rights test checks cannot drift from the router.

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::routing::{MethodRouter, delete, get, post, put};
use axum::{Extension, Router};

use crate::app::App;
use crate::extract::upload::{AROUND_BYTES_MAX, UploadLimit};

/// One route as declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Path with its parameters: `/pasar/{slug}`.
    pub path: String,
    /// `GET`, `POST`, `PUT`, `DELETE`.
    pub method: String,
}

/// A router together with the list of its routes.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<Route>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Routes of a router built elsewhere, listed by whoever built it (the API lists its OpenAPI document's operations).
    #[must_use]
    pub const fn listed(router: Router<App>, list: Vec<Route>) -> Self {
        Self { router, list }
    }

    /// Adds a route that shows something.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on("GET", path, get(handler))
    }

    /// Adds a route that does something.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on("POST", path, post(handler))
    }

    /// Adds a route that takes a file of so many bytes at most, and what goes around it.
    #[must_use]
    pub fn upload<H: Handler<T, App>, T: 'static>(self, path: &str, bytes_max: usize, handler: H) -> Self {
        let most = bytes_max + AROUND_BYTES_MAX;
        let handler: MethodRouter<App> = post(handler).layer(DefaultBodyLimit::max(most));
        self.on("POST", path, handler.layer(Extension(UploadLimit(most))))
    }

    /// Adds a route that replaces something.
    #[must_use]
    pub fn put<H: Handler<T, App>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on("PUT", path, put(handler))
    }

    /// Adds a route that removes something.
    #[must_use]
    pub fn delete<H: Handler<T, App>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.on("DELETE", path, delete(handler))
    }

    /// All routes of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self { router: self.router.merge(other.router), list: self.list }
    }

    /// The router and the list, sorted.
    pub fn into_parts(mut self) -> (Router<App>, Vec<Route>) {
        self.list.sort_unstable();
        (self.router, self.list)
    }

    fn on(mut self, method: &str, path: &str, handler: MethodRouter<App>) -> Self {
        self.list.push(Route { path: path.to_owned(), method: method.to_owned() });
        Self { router: self.router.route(path, handler), list: self.list }
    }
}

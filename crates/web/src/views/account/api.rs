//! `/api`: the JSON API for people to read, from the OpenAPI document.

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::views::page::Page;

/// The API's documentation.
#[derive(Debug, Clone, Template, Serialize, Deserialize)]
#[template(path = "account/api.html")]
pub struct ApiView {
    /// Around the content.
    pub page: Page,
    /// Version of the API.
    pub version: String,
    /// Address of the OpenAPI document.
    pub document: String,
    /// Operations by tag.
    pub groups: Vec<ApiGroup>,
    /// Schemas by name.
    pub schemas: Vec<ApiSchema>,
    /// Codes of refusals with their sentences.
    pub problems: Vec<ApiField>,
}

/// Operations under one tag.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ApiGroup {
    /// Tag.
    pub name: String,
    /// Operations.
    pub operations: Vec<ApiOperation>,
}

/// One operation.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ApiOperation {
    /// Its id, also the anchor.
    pub id: String,
    /// `GET`.
    pub method: String,
    /// `/api/v1/markets`.
    pub path: String,
    /// One line.
    pub summary: String,
    /// More; empty for nothing.
    pub description: String,
    /// Who may: `siapa saja`, `pembeli`.
    pub rights: String,
    /// Parameters.
    pub parameters: Vec<ApiField>,
    /// Schema of the body; empty for none.
    pub body: String,
    /// Answers: status and what it says.
    pub answers: Vec<(String, String)>,
    /// An example call for a terminal.
    pub example: String,
}

/// A parameter or property.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ApiField {
    /// Name.
    pub name: String,
    /// `query, string`.
    pub kind: String,
    /// What it means.
    pub text: String,
    /// Whether it must be given.
    pub is_required: bool,
}

/// One schema.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ApiSchema {
    /// Name, also the anchor.
    pub name: String,
    /// What it is.
    pub text: String,
    /// Properties.
    pub fields: Vec<ApiField>,
}

//! The catalogue of products, from the rulebook, for every list in which one is chosen.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    product::{Account, ComponentClass, Product, ProductCode},
    rulebook,
    text::Text,
};

use crate::auth::SignedIn;

/// A product as lists offer it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CatalogueProduct {
    /// Its code.
    product: ProductCode,
    /// Its name.
    name: Text,
    /// What kind of component it is.
    class: ComponentClass,
    /// In what it is counted: 单位, 治疗量 or mL.
    account: Account,
}

impl From<&Product> for CatalogueProduct {
    fn from(product: &Product) -> Self {
        Self { product: product.code, name: product.name.clone(), class: product.class, account: product.account }
    }
}

/// Every product of the rulebook.
#[utoipa::path(get, path = "/api/products", tag = "platform", operation_id = "platform.product.list",
    responses((status = 200, body = Vec<CatalogueProduct>)))]
pub(super) async fn products(_: SignedIn) -> Json<Vec<CatalogueProduct>> {
    Json(rulebook::products().iter().map(CatalogueProduct::from).collect())
}

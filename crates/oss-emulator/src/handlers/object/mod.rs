//! Objects.

mod append;
mod conditions;
mod delete;
pub(crate) mod describe;
mod get;
mod headers;
mod put;
mod range;
pub(crate) mod receive;

pub(crate) use append::append;
pub(crate) use conditions::Conditions;
pub(crate) use delete::delete;
pub(crate) use get::{get, head, meta};
pub(crate) use headers::{Attributes, check_key, refuse_conditions};
pub(crate) use put::put;

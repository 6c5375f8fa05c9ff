//! Objects.

mod acl;
mod append;
mod change;
mod conditions;
mod delete;
mod delete_many;
pub(crate) mod describe;
mod get;
mod headers;
mod packing;
mod put;
mod range;
pub(crate) mod receive;
mod restore;
mod symlink;
mod tagging;
mod write;

pub(crate) use acl::{asked_acl, get_acl, put_acl};
pub(crate) use append::append;
pub(crate) use conditions::Conditions;
pub(crate) use delete::delete;
pub(crate) use delete_many::delete_many;
pub(crate) use get::{get, head, meta, readable};
pub(crate) use headers::{
    Attributes, STORAGE_CLASSES, bad_argument, canonical, check_key, refuse_conditions,
};
pub(crate) use put::{hex, put};
pub(crate) use restore::restore;
pub(crate) use symlink::{get_symlink, put_symlink};
pub(crate) use tagging::{delete_tagging, get_tagging, put_tagging};
pub(crate) use write::write;

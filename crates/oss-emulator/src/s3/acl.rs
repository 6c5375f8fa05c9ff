//! Access control lists: S3 has grants, the service one word.
//!
//! Source: the service's page "S3 API on OSS": of the canned ACLs of S3 it takes private, public-read and public-read-write.

use super::documents::{leaf, node};
use crate::reason::{Reason, Refusal};
use oss_protocol::xml::Element;

const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The word for the grants of a document. What no word says is refused.
pub(super) fn canned(policy: &Element) -> Result<&'static str, Refusal> {
    let owner = policy.child("Owner").and_then(|owner| owner.child("ID")).map(|id| id.text.trim());
    let list = policy.child("AccessControlList").ok_or(Reason::MalformedXml)?;
    let (mut reads, mut writes) = (false, false);
    for grant in &list.children {
        let grantee = grant.child("Grantee").ok_or(Reason::MalformedXml)?;
        let text = |name| grantee.child(name).map(|child| child.text.trim());
        let permission = grant.child("Permission").map(|child| child.text.trim());
        match (text("URI"), text("ID"), permission) {
            (Some(ALL_USERS), None, Some("READ")) => reads = true,
            (Some(ALL_USERS), None, Some("WRITE")) => writes = true,
            // The owner may do everything anyhow.
            (None, Some(id), Some(_)) if Some(id) == owner => {}
            _ => {
                return Err(Refusal::from(Reason::NotImplemented)
                    .saying("The service takes the ACLs private, public-read and public-read-write only."));
            }
        }
    }
    match (reads, writes) {
        (false, false) => Ok("private"),
        (true, false) => Ok("public-read"),
        (true, true) => Ok("public-read-write"),
        (false, true) => Err(Refusal::from(Reason::NotImplemented)
            .saying("The service knows no ACL by which everybody may write and not read.")),
    }
}

/// Grants in place of the word.
pub(super) fn grants(policy: &mut Element) {
    let owner = policy.child("Owner").cloned().unwrap_or_default();
    let Some(list) = policy.children.iter_mut().find(|child| child.name == "AccessControlList") else {
        return;
    };
    let word = list.child("Grant").map(|grant| grant.text.trim().to_owned()).unwrap_or_default();
    let grant = |kind: &str, inside: Vec<Element>, permission: &str| {
        let attributes =
            vec![("xmlns:xsi".to_owned(), XSI.to_owned()), ("xsi:type".to_owned(), kind.to_owned())];
        let grantee = Element { attributes, ..node("Grantee", inside) };
        node("Grant", vec![grantee, leaf("Permission", permission)])
    };
    let everybody = |permission| grant("Group", vec![leaf("URI", ALL_USERS)], permission);
    list.children = vec![grant("CanonicalUser", owner.children, "FULL_CONTROL")];
    if word.starts_with("public-read") {
        list.children.push(everybody("READ"));
    }
    if word == "public-read-write" {
        list.children.push(everybody("WRITE"));
    }
}

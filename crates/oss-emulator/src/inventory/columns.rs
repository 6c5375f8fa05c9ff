//! The columns of an inventory: what they are called, and what stands in them.
//!
//! Source: the service's page "Bucket inventory", with its example of a file: texts and times stand in quotes, keys are
//! percent-encoded but for `/`.

use crate::{
    handlers::object::{bad_argument, describe},
    reason::{Reason, Refusal},
    store::{Kind, Object},
};
use oss_protocol::encode;

macro_rules! columns {
    ($($name:ident),+) => {
        /// What a column tells.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Column { $($name),+ }

        impl Column {
            const OPTIONAL: &[Self] = &[$(Self::$name),+].split_at(5).1;

            /// As `fileSchema` and rules call it.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }
    };
}

columns! {
    Bucket, Key, VersionId, IsLatest, IsDeleteMarker,
    Size, StorageClass, LastModifiedDate, ETag, IsMultipartUploaded, EncryptionStatus, ObjectAcl, TaggingCount, ObjectType,
    Crc64, TransitionTime
}

/// A version of an object, and where it is.
pub(super) struct Row<'a> {
    pub(super) bucket: &'a str,
    pub(super) key: &'a str,
    pub(super) object: &'a Object,
    pub(super) latest: bool,
    /// Whether the bucket has ever kept versions.
    pub(super) versioned: bool,
}

impl Column {
    /// The column that a rule asks for.
    pub(super) fn optional(name: &str) -> Result<Self, Refusal> {
        if name.starts_with("LastAccess") {
            return Err(Refusal::from(Reason::NotImplemented)
                .saying(format!("The local server does not know when objects were read: {name}.")));
        }
        let found = Self::OPTIONAL.iter().find(|column| column.name().eq_ignore_ascii_case(name));
        found.copied().ok_or_else(|| {
            bad_argument("Field", name).instead_of(Reason::BadArgument, Reason::InventoryField)
        })
    }

    /// Writes what stands in it.
    fn write(self, row: &Row<'_>, out: &mut String) {
        let object = row.object;
        match self {
            Self::Bucket => text(out, row.bucket),
            Self::Key => text(out, &encode::path(row.key).to_string()),
            Self::VersionId => text(out, if row.versioned { &object.version_id } else { "" }),
            Self::IsLatest => out.push_str(word(row.latest)),
            Self::IsDeleteMarker => out.push_str(word(object.is_marker())),
            Self::LastModifiedDate => text(out, &describe::iso8601(object.modified)),
            // A marker has nothing else to tell.
            _ if object.is_marker() => {}
            Self::Size => out.push_str(&object.length.to_string()),
            Self::StorageClass => text(out, &object.storage_class),
            Self::ETag => text(out, &object.etag),
            Self::IsMultipartUploaded => out.push_str(word(object.kind == Kind::Multipart)),
            Self::EncryptionStatus => out.push_str(word(object.encryption.is_some())),
            Self::ObjectAcl => text(out, &object.acl),
            Self::TaggingCount => out.push_str(&object.tags.len().to_string()),
            Self::ObjectType => text(out, object.kind.name()),
            Self::Crc64 => out.push_str(&object.crc64.to_string()),
            // Nothing here says when an object changed its class.
            Self::TransitionTime => text(out, ""),
        }
    }
}

/// Adds a line.
pub(super) fn write(columns: &[Column], row: &Row<'_>, out: &mut String) {
    for (number, column) in columns.iter().enumerate() {
        if number > 0 {
            out.push(',');
        }
        column.write(row, out);
    }
    out.push('\n');
}

fn text(out: &mut String, text: &str) {
    out.push('"');
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}

fn word(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

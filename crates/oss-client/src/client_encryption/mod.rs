//! Encryption in the client: objects are encrypted before they are sent, and decrypted as they come, in the format of the vendor's own
//! clients (Go `oss/crypto`, Java `com.aliyun.oss.crypto`, Python `oss2.crypto` and `alibabacloud_oss_v2.encryption_client`).
//!
//! Each object has a data key of its own: AES-256 in counter mode, `AES/CTR/NoPadding`, which leaves the length as it is. Key and initial
//! counter are wrapped by a master key, and both stand in the metadata of the object.

mod key;
mod opening;
mod rsa;
mod sealed;

pub(crate) use key::Keystream;
pub use key::{DataKey, InvalidDataKey};
pub(crate) use opening::{Decryption, KeyPlace, unauthenticated};
pub use opening::{Envelope, Open, Opened, Opener, is_client_encrypted, is_of_envelope};
pub use rsa::{MasterKeyError, Padding, RsaMasterKey};
pub(crate) use sealed::Sealing;
pub use sealed::{Sealed, Sums};

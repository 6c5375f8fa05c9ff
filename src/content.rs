//! The bytes of an object as a `Buffer`.

use bytes::Bytes;
use napi::bindgen_prelude::*;
use oss_client::Content as Core;

/// Smaller contents are copied: memory that V8 does not own costs it more than that.
const COPIED: usize = 64 << 10;

/// The bytes of an object, which become a `Buffer` without being copied, if they are many.
pub struct Content(pub(crate) Core);

impl ToNapiValue for Content {
    #[expect(unsafe_code, reason = "the trait's signature, and memory that is handed over")]
    unsafe fn to_napi_value(raw: sys::napi_env, Content(content): Self) -> Result<sys::napi_value> {
        // SAFETY: `raw` is the environment of the call. The pages are nobody else's, stay where they are while `pages` is
        // moved, and live until JavaScript lets go of the buffer.
        unsafe {
            match content {
                _ if content.len() < COPIED => copy(raw, &content),
                Core::Heap(bytes) => Buffer::to_napi_value(raw, bytes.into()),
                Core::Pages(mut pages) => {
                    let (start, length) = (pages.as_mut_ptr(), pages.len());
                    let env = Env::from_raw(raw);
                    let buffer =
                        BufferSlice::from_external(&env, start, length, pages, |_, pages| drop(pages))?;
                    BufferSlice::to_napi_value(raw, buffer)
                }
            }
        }
    }
}

/// A piece of a stream. It is copied: streams have many, and memory that is not V8's own comes back late.
pub struct Piece(pub(crate) Bytes);

impl ToNapiValue for Piece {
    #[expect(unsafe_code, reason = "the trait's signature")]
    unsafe fn to_napi_value(raw: sys::napi_env, Piece(bytes): Self) -> Result<sys::napi_value> {
        // SAFETY: `raw` is the environment of the call.
        unsafe { copy(raw, &bytes) }
    }
}

#[expect(unsafe_code, reason = "called with the environment of a call")]
unsafe fn copy(raw: sys::napi_env, bytes: &[u8]) -> Result<sys::napi_value> {
    // SAFETY: the caller vouches for `raw`.
    unsafe { BufferSlice::to_napi_value(raw, BufferSlice::copy_from(&Env::from_raw(raw), bytes)?) }
}

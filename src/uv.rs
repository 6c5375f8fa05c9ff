//! The event loop of Node, as far as Node-API leaves it out: libuv tells when a descriptor is readable.
#![expect(unsafe_code, reason = "libuv is C")]

use libloading::os::unix::{Library, Symbol};
use napi::bindgen_prelude::*;
use std::{
    cell::Cell,
    ffi::{c_int, c_void},
    os::fd::RawFd,
    ptr::{NonNull, null_mut},
};

/// `UV_POLL` and `UV_READABLE` of uv.h, which has kept them through all of version 1.
const POLL: c_int = 8;
const READABLE: c_int = 1;

/// A handle of libuv, of whose fields nothing is known here.
type Handle = *mut c_void;
type OnReady = unsafe extern "C" fn(Handle, c_int, c_int);
type OnClosed = unsafe extern "C" fn(Handle);

/// The functions of libuv that Node exports.
struct Uv {
    handle_size: Symbol<unsafe extern "C" fn(c_int) -> usize>,
    poll_init: Symbol<unsafe extern "C" fn(*mut sys::uv_loop_s, Handle, c_int) -> c_int>,
    poll_start: Symbol<unsafe extern "C" fn(Handle, c_int, OnReady) -> c_int>,
    unref: Symbol<unsafe extern "C" fn(Handle)>,
    close: Symbol<unsafe extern "C" fn(Handle, Option<OnClosed>)>,
}

impl Uv {
    /// Nothing where the process has no libuv of its own.
    fn find() -> Option<Self> {
        let process = Library::this();
        // SAFETY: the types are those of uv.h.
        unsafe {
            Some(Self {
                handle_size: process.get(b"uv_handle_size\0").ok()?,
                poll_init: process.get(b"uv_poll_init\0").ok()?,
                poll_start: process.get(b"uv_poll_start\0").ok()?,
                unref: process.get(b"uv_unref\0").ok()?,
                close: process.get(b"uv_close\0").ok()?,
            })
        }
    }
}

/// What the handle needs until libuv has let go of it.
struct Held {
    uv: Uv,
    /// The handle's memory; 16 bytes at a time, as C aligns.
    handle: Box<[u128]>,
    ready: fn(),
    /// Tells Node that the environment may end.
    ended: sys::napi_async_cleanup_hook_handle,
}

thread_local! {
    /// That of this thread's environment; libuv's callbacks are told nothing but the handle.
    static HELD: Cell<Option<NonNull<Held>>> = const { Cell::new(None) };
}

/// Calls `ready` on the JavaScript thread whenever a descriptor is readable, until the environment ends. It does not keep the
/// process alive. False where there is no libuv to ask.
pub(crate) fn watch(env: &Env, descriptor: RawFd, ready: fn()) -> Result<bool> {
    let Some(uv) = Uv::find() else { return Ok(false) };
    let mut uv_loop = null_mut();
    // SAFETY: `env` is the environment of this thread.
    check_status!(unsafe { sys::napi_get_uv_event_loop(env.raw(), &mut uv_loop) })?;
    // SAFETY: the handle has the size that libuv wants and lives until `closed`; it is used on the loop's own thread only.
    unsafe {
        let size = (uv.handle_size)(POLL).div_ceil(size_of::<u128>());
        let mut held = Box::new(Held { uv, handle: vec![0; size].into(), ready, ended: null_mut() });
        let handle = held.handle();
        if (held.uv.poll_init)(uv_loop, handle, descriptor) != 0 {
            return Ok(false);
        }
        (held.uv.unref)(handle);
        let held = Box::into_raw(held);
        HELD.set(NonNull::new(held));
        check_status!(sys::napi_add_async_cleanup_hook(
            env.raw(),
            Some(close),
            null_mut(),
            &mut (*held).ended
        ))?;
        Ok(((*held).uv.poll_start)(handle, READABLE, readable) == 0)
    }
}

impl Held {
    fn handle(&mut self) -> Handle {
        self.handle.as_mut_ptr().cast()
    }
}

unsafe extern "C" fn readable(_: Handle, _: c_int, _: c_int) {
    if let Some(held) = HELD.get() {
        // SAFETY: it lives until `closed`, which takes it out.
        let ready = unsafe { held.as_ref() }.ready;
        // A panic must not go through libuv. Those of calls have become their errors already; this one would be our loop's own, and
        // its hook has said it.
        drop(std::panic::catch_unwind(ready));
    }
}

/// The environment ends.
unsafe extern "C" fn close(_: sys::napi_async_cleanup_hook_handle, _: *mut c_void) {
    if let Some(held) = HELD.get() {
        // SAFETY: as in `readable`.
        unsafe {
            let held = &mut *held.as_ptr();
            let handle = held.handle();
            (held.uv.close)(handle, Some(closed));
        }
    }
}

/// libuv has let go of the handle.
unsafe extern "C" fn closed(_: Handle) {
    if let Some(held) = HELD.take() {
        // SAFETY: it was leaked in `begin`, and nobody else has it any more.
        let held = unsafe { Box::from_raw(held.as_ptr()) };
        // SAFETY: the hook is that of `begin`, and is removed once.
        unsafe { sys::napi_remove_async_cleanup_hook(held.ended) };
    }
}

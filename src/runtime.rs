//! The threads that requests run on.

use napi_derive::module_init;

/// Half the machine, at most four: JavaScript wants its share, and a small call that changes threads costs more than it gains.
/// On two cores one thread takes 12 % less CPU for a call than two.
#[module_init]
fn init() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads((cores / 2).clamp(1, 4))
        .thread_name("ali-oss-native")
        .enable_all()
        .build();
    // Where the machine gives no threads for it, napi's own runtime fails in its turn, with an error for JavaScript.
    if let Ok(runtime) = runtime {
        napi::bindgen_prelude::create_custom_tokio_runtime(runtime);
    }
}

//! Nothing: the benchmarks are in `benches`. They are a crate of their own so that no test waits for criterion to be built.

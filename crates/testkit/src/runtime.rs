//! The asynchronous runtime of one test.

/// Runs a future to its end on a runtime of its own, with two worker threads for what it spawns.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts");
    let output = runtime.block_on(future);
    runtime.shutdown_background();
    output
}

//! Stops the private PostgreSQL that the tests of this checkout share, unless somebody still tests.

#[tokio::main]
async fn main() -> Result<(), vena_platform::private_pg::StartError> {
    vena_testkit::stop_shared().await.map(drop)
}

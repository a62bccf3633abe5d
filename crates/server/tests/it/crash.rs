//! kill -9 of server and database at random moments while people work: nothing acknowledged is lost, nothing half-written.

use rand::{RngExt, SeedableRng, rngs::StdRng};
use vena_platform::{clock::Clock, db::Db};

use crate::{
    crash_floor::Floor,
    program::{Program, VENA, data_folder, postmaster, run},
};

const ROUNDS: u32 = 50;
const WORKERS: u32 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_in_fifty_crashes() {
    let folder = data_folder();
    let data = folder.path();
    let mut program = Program::start(data, None).await;
    seed(data).await;
    let floor = Floor::at(&[&program.base]);
    let workers = floor.join(WORKERS).await;
    let mut random = StdRng::seed_from_u64(20_261_122);
    for round in 1..=ROUNDS {
        floor.until_done(random.random_range(3..20)).await;
        let (server, database) = [(true, false), (false, true), (true, true)][random.random_range(0..3)];
        if database && let Some(pid) = postmaster(data) {
            tokio::process::Command::new("kill").args(["-9", &pid]).status().await.expect("kill");
        }
        if server {
            program.kill().await;
        }
        let (code, report) = run(data, &["verify"]).await;
        assert_eq!(code, 0, "round {round}: {report}");
        if server {
            program = Program::start(data, None).await;
        }
        floor.move_to(&[&program.base]);
    }
    workers.iter().for_each(tokio::task::JoinHandle::abort);
    floor.every_answer_stands(&program.base, 150).await;
    assert!(!floor.troubles().contains("internal"), "a lost database is called by its name: {:?}", floor.troubles());
    let (code, report) = run(data, &["verify"]).await;
    assert_eq!(code, 0, "{report}");
    assert!(program.stop().await.success(), "{VENA} stops cleanly");
}

/// Gives the private database of a running server the city's organisations and people.
pub(crate) async fn seed(data: &std::path::Path) {
    let (code, url) = run(data, &["db", "url"]).await;
    assert_eq!(code, 0, "{url}");
    let db = Db::connect(url.trim(), 5, Clock::System).await.expect("a database");
    vena_sim::seed_ground(&db).await.expect("a city");
}

//! Two programs on one outside database: sign-in, live updates and work go through either; what must happen once happens
//! once; killing one, also in the middle of writes, loses nothing.

use std::time::Duration;

use axum::http::StatusCode;
use futures::StreamExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use vena_kernel::id::MessageId;
use vena_platform::db::Tx;
use vena_testkit::TestDb;

use crate::{
    crash_floor::Floor,
    program::{Program, VENA, data_folder, get, sign_in},
};

struct Server {
    program: Program,
    data: TempDir,
}

/// Two running servers, each with a data folder of its own.
struct Pair {
    database: TestDb,
    servers: Vec<Server>,
}

impl Pair {
    async fn start() -> Self {
        let database = TestDb::new().await;
        vena_sim::seed_ground(database.db()).await.expect("a city");
        let data = [data_folder(), data_folder()];
        let one = Program::start(data[0].path(), Some(database.url())).await;
        // Fields are encrypted under one key, which an operator copies to every server of a database.
        std::fs::copy(data[0].path().join("vault.key"), data[1].path().join("vault.key")).expect("the key");
        let two = Program::start(data[1].path(), Some(database.url())).await;
        let servers = [one, two].into_iter().zip(data).map(|(program, data)| Server { program, data }).collect();
        Self { database, servers }
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.database.db().pool()).await.expect("a count")
    }

    /// Waits until what `sql` counts is as wanted.
    async fn until(&self, seconds: u64, sql: &'static str, wanted: impl Fn(i64) -> bool) {
        let waiting = async {
            while !wanted(self.count(sql).await) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(seconds), waiting).await;
        assert!(waited.is_ok(), "not within {seconds} s, still {}: {sql}", self.count(sql).await);
    }

    /// From now on the database itself writes down which jobs of the clock are put in and done, and what is heard.
    async fn witness(&self) {
        sqlx::raw_sql(WITNESS).execute(self.database.db().pool()).await.expect("a witness");
    }

    /// A message to a donor whose job some server has taken and cannot end as long as the returned transaction is open.
    /// Returns the number of that server's process, too.
    async fn held_job(&self) -> (Tx, u32) {
        let db = self.database.db();
        let message: MessageId = sqlx::query_scalar(MESSAGE).fetch_one(db.pool()).await.expect("a message");
        let mut holding = db.begin().await.expect("a transaction");
        let lock = sqlx::query("select from care.message where message_id = $1 for update").bind(message);
        lock.execute(holding.conn()).await.expect("held");
        let mut asking = db.begin().await.expect("a transaction");
        let payload = json!({ "message_id": message });
        asking.enqueue("care.send_message", &payload).await.expect("asked for");
        asking.commit().await.expect("committed");
        self.until(60, HOLDER, |holder| holder > 0).await;
        (holding, u32::try_from(self.count(HOLDER).await).expect("a process"))
    }
}

const WITNESS: &str = "
    create schema witness;
    create table witness.job (what text, task text, tick text);
    create table witness.heard (
        consumer text, txid xid8, outbox_id bigint, heard_in xid8 default pg_current_xact_id());
    create function witness.job() returns trigger language plpgsql as $$
    declare job record;
    begin
        if tg_op = 'DELETE' then job := old; else job := new; end if;
        if job.payload->'_cron' is not null then
            insert into witness.job values (tg_argv[0], job.payload->>'task', job.payload->'_cron'->>'ts');
        end if;
        return null;
    end $$;
    create trigger put_in after insert or update of revision on graphile_worker._private_jobs
        for each row execute function witness.job('put in');
    create trigger done after delete on graphile_worker._private_jobs
        for each row execute function witness.job('done');
    create function witness.heard() returns trigger language plpgsql as $$
    begin
        insert into witness.heard (consumer, txid, outbox_id) values (new.consumer, new.txid, new.outbox_id);
        return null;
    end $$;
    create trigger heard after update of txid, outbox_id on platform.outbox_cursor
        for each row execute function witness.heard();
";
/// Ticks of the clock that were served.
const TICKS: &str = "select count(distinct tick) from witness.job where what = 'done' and task = 'issue.clear_lapsed'";
/// Jobs of one tick that were put in or done more than once.
const ODD_TICKS: &str =
    "select count(*) from (select from witness.job group by what, task, tick having count(*) > 1) as odd";
/// News that a consumer has heard more than once: who, what, and in which transactions.
const HEARD_TWICE: &str = "select string_agg(format('%s %s/%s in %s', consumer, txid, outbox_id, transactions), ', ')
    from (select consumer, txid, outbox_id, array_agg(heard_in) as transactions
        from witness.heard group by consumer, txid, outbox_id having count(*) > 1) as odd";
/// News that one of its consumers has not heard, or has put aside.
const UNHEARD: &str = "select (select count(*) from platform.outbox_parked) + count(*)
    from platform.outbox_cursor c join platform.outbox o on o.name = c.event
    where not exists (select from witness.heard h
        where h.consumer = c.consumer and h.txid = o.txid and h.outbox_id = o.outbox_id)";
const HEARD: &str = "select count(*) from witness.heard";
/// 1 when every event is sealed: no gap, no double, up to the last seal.
const SEALED_ONCE: &str = "select (count(*) = count(distinct event_id) and count(*) = max(leaf_index) + 1
        and count(*) = (select count(*) from ledger.event) and count(*) = (select max(tree_size) from ledger.seal)
    )::int::bigint from ledger.leaf";
/// How many different keys have sealed.
const SEALERS: &str = "select count(distinct substring(checkpoint from 'vena/ledger/[0-9a-f]{8}')) from ledger.seal";
/// Finished requests and what they made: the same number, or something happened twice or by halves.
const HALVES: &str = "select (select count(*) from platform.idempotency where status is null)
    + abs((select count(*) from recruit.donor)
        - (select count(*) from platform.idempotency where operation = 'recruit.donor.create'))
    + abs((select count(*) from collect.donation)
        - (select count(*) from platform.idempotency where operation = 'collect.visit.decide'))";
const MESSAGE: &str = "insert into care.message
        (message_id, kind, donation_number, about, donor_id, text, state, created_at)
    select gen_random_uuid(), 'blood_used', donation_number, donation_number, donor_id, '{\"zh\": \"\", \"en\": \"\"}', 'queued', now()
    from care.donation where donor_id is not null limit 1 returning message_id";
const HOLDER: &str = "select coalesce(max((w.metadata->>'pid')::bigint), 0)
    from graphile_worker._private_jobs j join graphile_worker._private_workers w on w.id = j.locked_by
        join care.message m on replace(m.message_id::text, '-', '') = split_part(j.payload->'payload'->>'message_id', '_', 2)
    where j.payload->>'task' = 'care.send_message' and m.kind = 'blood_used'";
const SENT: &str = "select count(*) from care.message where state = 'delivered' and kind = 'blood_used'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_must_happen_once_does_also_when_one_is_killed_in_the_middle_of_writes() {
    let mut pair = Pair::start().await;
    pair.witness().await;
    let floor = Floor::at(&[&pair.servers[0].program.base, &pair.servers[1].program.base]);
    let workers = floor.join(3).await;
    pair.until(150, TICKS, |ticks| ticks >= 2).await;
    pair.until(60, SEALERS, |keys| keys == 2).await;

    // A server dies in the middle of everybody's writes, with a job in its hands.
    let (holding, holder) = pair.held_job().await;
    let dying = pair.servers.iter().position(|server| server.program.pid() == holder).expect("one of the two");
    let mut dead = pair.servers.remove(dying);
    floor.until_done(5).await;
    dead.program.kill().await;
    holding.commit().await.expect("let go");
    let alive = &pair.servers[0];
    floor.move_to(&[&alive.program.base]);
    floor.until_done(60).await;
    pair.until(90, SENT, |sent| sent == 1).await;
    assert_eq!((spooled(&dead.data), spooled(&alive.data)), (0, 1), "the other one has done it, once");

    workers.iter().for_each(tokio::task::JoinHandle::abort);
    floor.every_answer_stands(&alive.program.base, 100).await;
    assert!(!floor.troubles().contains("internal"), "{:?}", floor.troubles());
    pair.until(30, UNHEARD, |unheard| unheard == 0).await;
    pair.until(30, SEALED_ONCE, |once| once == 1).await;
    let twice: Option<String> =
        sqlx::query_scalar(HEARD_TWICE).fetch_one(pair.database.db().pool()).await.expect("a list");
    assert_eq!(twice, None, "heard twice");
    for (sql, what) in [(HALVES, "half done"), (ODD_TICKS, "ticked twice")] {
        assert_eq!(pair.count(sql).await, 0, "{what}");
    }
    assert!(pair.count(HEARD).await > 20, "there was something to hear");
    intact(&pair.database, &alive.data).await;
    assert!(pair.servers.remove(0).program.stop().await.success());
}

/// How many messages of this kind this server has put out; the thanks of every donation are others.
fn spooled(data: &TempDir) -> usize {
    let files = std::fs::read_dir(data.path().join("messages")).into_iter().flatten().flatten();
    let told = |text: String| text.lines().filter(|line| line.contains("\"blood_used\"")).count();
    files.map(|file| told(std::fs::read_to_string(file.path()).expect("text"))).sum()
}

async fn intact(database: &TestDb, data: &TempDir) {
    let mut verify = tokio::process::Command::new(VENA);
    verify.arg("verify").env("VENA_DATA", data.path()).env("VENA_DATABASE_URL", database.url());
    let report = verify.output().await.expect("vena");
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stdout));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn either_of_two_servers_will_do() {
    let mut pair = Pair::start().await;
    let (two, mut one) = (pair.servers.remove(1).program, pair.servers.remove(0).program);

    // Signed in at one, welcome at both.
    let admin = sign_in(&one.base, "admin").await;
    let me = get(&admin, &two.base, "/api/session").await;
    assert_eq!(me["user"]["username"], "admin", "{me:#}");

    // A screen open at one hears of a change made at two.
    let storekeeper = sign_in(&one.base, "registrar").await;
    let mut stream = storekeeper.get(format!("{}/api/events", one.base)).send().await.expect("a stream").bytes_stream();
    let donor = json!({
        "document": { "kind": "passport", "number": "E12345678" }, "born_on": "1990-05-05", "sex": "female",
        "name": "试双机", "phone": "13800001111", "consent_to_be_told": false,
    });
    let made =
        storekeeper.post(format!("{}/api/recruit/donors", two.base)).json(&donor).send().await.expect("an answer");
    assert_eq!(made.status(), StatusCode::CREATED.as_u16());
    let made: Value = made.json().await.expect("JSON");
    let file = format!("/api/recruit/donors/{}", made["donor"]["donor_id"].as_str().expect("an id"));
    let heard = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        let mut text = String::new();
        while let Some(Ok(chunk)) = stream.next().await {
            text.push_str(&String::from_utf8_lossy(&chunk));
            if text.contains("donors") {
                return true;
            }
        }
        false
    });
    assert!(heard.await.expect("in time"), "the other server's change was announced");

    // One dies; the other goes on, and nothing is missing.
    one.kill().await;
    let found = get(&storekeeper, &two.base, &file).await;
    assert_eq!(found["donor_id"], made["donor"]["donor_id"], "{found:#}");
    assert!(two.stop().await.success());
}

use std::os::unix::fs::PermissionsExt;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use vena_contracts::{
    care::{Message, PhoneCode, Purpose, Sent},
    collect::{DonationCompleted, DonationFailed, DonorTurnedAway},
};
use vena_kernel::{eligibility::DonationKind, id::DonationId, text::Text};
use vena_testkit::town::{BANK, Org, PICKER};

use crate::house::{House, MESSAGES, completed, donor, unit};

#[tokio::test]
async fn a_donor_hears_once_that_the_blood_was_used() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    house.given(1, donor(7)).await;
    assert_eq!(house.messages().await, Vec::<Value>::new(), "nothing was used yet");
    house.used(1).await;
    house.used(1).await;

    let messages = house.messages().await;
    assert_eq!(messages.len(), 1, "red cells and plasma of one donation make one message");
    let message = &messages[0];
    assert_eq!((&message["state"], &message["channel"]), (&json!("delivered"), &json!("spool")));
    assert_eq!((&message["to_masked"], &message["attempts"]), (&json!("王*明 138****5678"), &json!(1)));
    assert_eq!((&message["donation_number"], &message["donor_id"]), (&json!("0160226000001"), &json!(donor(7))));
    assert_eq!(
        message["text"]["zh"].as_str().map(|text| text.starts_with("王*明，您好！您于2026年2月4日")),
        Some(true)
    );
    let shown = house.town.get(PICKER, &format!("{MESSAGES}/{}", message["message_id"].as_str().expect("an id"))).await;
    assert_eq!(&shown, message);

    let spooled = house.spooled();
    assert_eq!(spooled.len(), 1);
    assert_eq!((&spooled[0]["message_id"], &spooled[0]["phone"]), (&message["message_id"], &json!("13812345678")));
    assert!(spooled[0]["text"]["en"].as_str().expect("a text").starts_with("Dear 王小明, "), "{}", spooled[0]);
    for word in [Org::Harbour.id().to_string(), "港湾医院".into(), "patient_".into(), unit(1).to_string()] {
        assert!(!spooled[0].to_string().contains(&word) && !message.to_string().contains(&word), "{word} is told");
    }
}

/// Who said with the consent not to want news of this blood gets none, whatever the file says; thanks are another thing.
#[tokio::test]
async fn who_does_not_want_news_of_the_use_gets_none() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    let event = completed(1, donor(7), house.town.now());
    house.tell(&DonationCompleted { news_unwanted: true, ..event }).await;
    house.used(1).await;
    assert_eq!(house.of_kind(|kind| kind == "blood_used").await, Vec::<Value>::new());
    assert_eq!(house.of_kind(|kind| kind == "thanks").await.len(), 1);
}

#[tokio::test]
async fn a_donor_is_thanked_once_with_volume_and_next_date() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    house.given(1, donor(7)).await;
    house.given(1, donor(7)).await;
    let thanks = house.of_kind(|kind| kind == "thanks").await;
    assert_eq!(thanks.len(), 1, "the news came twice, the thanks once: {thanks:#?}");
    let words = thanks[0]["text"]["zh"].as_str().expect("words");
    assert!(words.starts_with("王*明，您好！感谢您于2026年2月4日献出全血 400 毫升。本次荣誉积分 20 分。"), "{words}");
    assert!(words.contains("全血 2026年8月4日起"), "{words}");
    assert_eq!(house.told("care.points_earned").await, 1);
    assert_eq!(house.lines().len(), 1);

    // What is heard weeks later is kept, and nobody is bothered with it.
    house.town.wait_seconds(8 * 86_400);
    house.tell(&completed(2, donor(7), house.town.now().plus_seconds(-8 * 86_400))).await;
    let late = house.of_kind(|kind| kind == "thanks").await;
    assert_eq!((late.len(), &late[0]["state"], house.lines().len()), (2, &json!("withheld"), 1));
}

#[tokio::test]
async fn who_gave_nothing_hears_kind_words_and_no_thanks_for_blood() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    let (kind, at) = (DonationKind::WholeBlood, house.town.now());
    let donation = |n: u128| DonationId::from_uuid(Uuid::from_u128(n));
    let failed = DonationFailed { donation_id: donation(1), donor_id: donor(7), kind, needle_at: at };
    let away = DonorTurnedAway { donation_id: donation(2), donor_id: donor(7), kind, at };
    for _ in 0..2 {
        house.tell(&failed).await;
        house.tell(&away).await;
    }
    let told = house.messages().await;
    assert_eq!(told.iter().map(|message| &message["kind"]).collect::<Vec<_>>(), ["visit_result", "visit_result"]);
    // Both were told at one instant: their order says nothing.
    let words: Vec<&str> = told.iter().filter_map(|message| message["text"]["zh"].as_str()).collect();
    let saying = |what: &str| *words.iter().find(|words| words.contains(what)).unwrap_or_else(|| panic!("{words:?}"));
    assert!(saying("采血没有完成").contains("全血 2026年8月"), "{words:?}");
    assert!(!saying("暂不适合献血").contains("毫升"), "{words:?}");
    assert_eq!(house.of_kind(|kind| kind == "thanks").await, Vec::<Value>::new());
    assert_eq!(house.told("care.points_earned").await, 0);
}

#[tokio::test]
async fn the_two_halves_may_be_heard_in_either_order() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    house.used(1).await;
    assert_eq!(house.messages().await, Vec::<Value>::new(), "nobody knows yet whose it was");
    house.given(1, donor(7)).await;
    assert_eq!(house.messages().await[0]["state"], "delivered");
}

#[tokio::test]
async fn who_has_not_agreed_or_no_longer_agrees_is_not_told() {
    let house = House::new().await;
    house.given(1, donor(7)).await;
    house.used(1).await;
    let withheld = &house.messages().await[0];
    assert_eq!(
        (&withheld["state"], &withheld["to_masked"], &withheld["attempts"]),
        (&json!("withheld"), &Value::Null, &json!(0))
    );
    assert!(withheld["reason"]["zh"].as_str().expect("a reason").contains("未同意"));

    // The second one changes their mind while the message waits for a spool that cannot be written.
    house.agreed.agrees(donor(8), "李华", "13900000001");
    let blocked = blocked_spool(&house);
    house.given(2, donor(8)).await;
    house.used(2).await;
    let waiting = house.town.get(PICKER, &format!("{MESSAGES}?state=queued&q=01602-26000002")).await;
    assert_eq!((waiting["items"].as_array().map(Vec::len), &waiting["items"][0]["attempts"]), (Some(1), &json!(1)));
    std::fs::remove_file(blocked).expect("the spool is free again");
    house.agreed.withdraws(donor(8));
    take_up(&house).await;
    assert_eq!(house.messages().await[0]["state"], "withheld");
    assert_eq!(house.spooled(), Vec::<Value>::new());
}

/// A file where the folder of the spool should be: even root cannot write there.
fn blocked_spool(house: &House) -> std::path::PathBuf {
    std::fs::create_dir_all(house.town.data()).expect("a data folder");
    let path = house.town.data().join("messages");
    std::fs::write(&path, "").expect("a file");
    path
}

/// A day later the clock takes up what was forgotten.
async fn take_up(house: &House) {
    house.town.wait_seconds(25 * 3600);
    let mut tx = house.town.db().begin().await.expect("a transaction");
    tx.enqueue("care.send_forgotten", &Value::Null).await.expect("a job");
    tx.commit().await.expect("a commit");
    // This job asks for others, which a worker that runs once may or may not see.
    house.town.settle().await;
    house.town.settle().await;
}

#[tokio::test]
async fn a_message_that_could_not_be_spooled_is_taken_up_again() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    let blocked = blocked_spool(&house);
    house.given(1, donor(7)).await;
    house.used(1).await;
    let message = &house.messages().await[0];
    assert_eq!((&message["state"], &message["attempts"]), (&json!("queued"), &json!(1)));

    std::fs::remove_file(blocked).expect("the spool is free again");
    take_up(&house).await;
    let message = &house.messages().await[0];
    assert_eq!((&message["state"], &message["attempts"]), (&json!("delivered"), &json!(2)));
    assert_eq!(house.spooled().len(), 1);
    let folder = house.town.data().join("messages");
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&folder.join("2026-02-12.jsonl"))), (0o700, 0o600));
}

#[tokio::test]
async fn lists_have_pages_and_hospitals_see_no_donor() {
    let house = House::new().await;
    for serial in 1..=3 {
        house.given(serial, donor(7)).await;
        house.used(serial).await;
        house.town.wait_seconds(1);
    }
    let first = house.town.get(PICKER, &format!("{MESSAGES}?limit=2&state=withheld")).await;
    let next = first["next"].as_str().expect("a next page");
    let second = house.town.get(PICKER, &format!("{MESSAGES}?limit=2&state=withheld&cursor={next}")).await;
    let number = |page: &Value, at: usize| page["items"][at]["donation_number"].clone();
    assert_eq!(
        [number(&first, 0), number(&first, 1), number(&second, 0)],
        ["0160226000003", "0160226000002", "0160226000001"]
    );
    assert_eq!((second["items"].as_array().map(Vec::len), &second["next"]), (Some(1), &Value::Null));

    assert_eq!(house.town.get(BANK, MESSAGES).await["items"], json!([]));
    let path = format!("{MESSAGES}/{}", first["items"][0]["message_id"].as_str().expect("an id"));
    assert_eq!(house.town.call(BANK, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
    let (status, problem) = house.town.call(PICKER, Method::GET, &format!("{MESSAGES}?cursor=x"), None).await;
    assert_eq!((status, &problem["rule"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("page.cursor")));
}

impl House {
    async fn send(&self, message: Message) -> Sent {
        let mut tx = self.town.db().begin().await.expect("a transaction");
        let sent = self.desk.send(&mut tx, message).await.expect("taken");
        tx.commit().await.expect("a commit");
        self.town.settle().await;
        sent
    }

    async fn inbox(&self, number: u128) -> Vec<vena_contracts::care::InboxMessage> {
        let mut tx = self.town.db().begin_read().await.expect("a transaction");
        self.desk.inbox(&mut tx, &[donor(number)], None, 10).await.expect("an inbox")
    }
}

fn booked(number: u128, about: &str) -> Message {
    Message {
        donor: donor(number),
        kind: "booking_made",
        about: about.into(),
        text: Text::new("{name}，您已预约", "Dear {name}, you are booked"),
        not_before: None,
        not_after: None,
        purpose: Purpose::Service,
    }
}

#[tokio::test]
async fn a_scene_tells_a_donor_something_once_and_the_donor_reads_it_in_the_app() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    let Sent::Queued(id) = house.send(booked(7, "one")).await else { panic!("not sent") };
    assert_eq!(house.send(booked(7, "one")).await, Sent::Before(id), "the same is not told twice");
    assert!(matches!(house.send(booked(7, "two")).await, Sent::Queued(other) if other != id));
    let spooled = house.spooled();
    assert_eq!((spooled.len(), &spooled[0]["text"]["zh"]), (2, &json!("王小明，您已预约")));

    let inbox = house.inbox(7).await;
    assert_eq!((inbox.len(), inbox[1].text.zh.as_str(), inbox[1].read), (2, "王小明，您已预约", false));
    assert_eq!(inbox[1].title.zh, "预约成功");
    let mut tx = house.town.db().begin().await.expect("a transaction");
    assert!(!house.desk.opened(&mut tx, &[donor(8)], id).await.expect("asked"), "it is none of theirs");
    assert!(house.desk.opened(&mut tx, &[donor(7)], id).await.expect("asked"));
    assert_eq!(house.desk.unread(&mut tx, &[donor(7)]).await.expect("counted"), 1);
    tx.commit().await.expect("a commit");
    let inbox = house.inbox(7).await;
    assert_eq!(inbox.iter().filter(|message| message.read).count(), 1);
    assert!(inbox.iter().any(|message| message.message_id == id && message.read));
    let shown = &house.messages().await[1];
    assert_eq!((&shown["text"]["zh"], &shown["in_app"]), (&json!("王*明，您已预约"), &json!(true)));
}

#[tokio::test]
async fn who_wants_no_short_messages_finds_it_in_the_app_alone() {
    let house = House::new().await;
    assert!(matches!(house.send(booked(9, "one")).await, Sent::Queued(_)));
    assert_eq!((house.spooled().len(), house.inbox(9).await.len()), (0, 1));
    let message = &house.messages().await[0];
    assert_eq!((&message["state"], &message["channel"]), (&json!("delivered"), &json!("inbox")));
}

#[tokio::test]
async fn a_message_waits_for_its_time_and_is_not_sent_after_it() {
    let house = House::new().await;
    house.agreed.agrees(donor(7), "王小明", "13812345678");
    let (now, minute) = (house.town.now(), 60);
    let later = |seconds: i64| Some(now.plus_seconds(seconds));
    house.send(Message { not_before: later(10 * minute), ..booked(7, "later") }).await;
    house.send(Message { not_before: later(10 * minute), not_after: later(20 * minute), ..booked(7, "late") }).await;
    assert_eq!((house.spooled().len(), house.inbox(7).await.len()), (0, 0));
    take_up_due(&house).await;
    assert_eq!(house.spooled().len(), 0, "its time has not come");
    house.town.wait_seconds(10 * minute);
    assert_eq!(house.inbox(7).await.len(), 2);
    house.town.wait_seconds(11 * minute);
    take_up_due(&house).await;
    assert_eq!(house.spooled().len(), 1);
    let late = house.town.get(PICKER, &format!("{MESSAGES}?state=withheld")).await;
    assert_eq!(late["items"][0]["reason"]["en"], "it came too late to be sent");
}

async fn take_up_due(house: &House) {
    let mut tx = house.town.db().begin().await.expect("a transaction");
    tx.enqueue("care.send_due", &Value::Null).await.expect("a job");
    tx.commit().await.expect("a commit");
    house.town.settle().await;
    house.town.settle().await;
}

#[tokio::test]
async fn a_code_goes_to_a_phone_and_is_kept_nowhere() {
    let house = House::new().await;
    let mut tx = house.town.db().begin().await.expect("a transaction");
    let code = PhoneCode {
        phone: "13812345678".into(),
        text: Text::new("验证码 {code}", "Your code is {code}"),
        code: "135790".into(),
        not_after: tx.now().plus_seconds(300),
    };
    house.desk.send_code(&mut tx, code).await.expect("taken");
    tx.commit().await.expect("a commit");
    house.town.settle().await;
    let spooled = house.spooled();
    assert_eq!((&spooled[0]["phone"], &spooled[0]["text"]["zh"]), (&json!("13812345678"), &json!("验证码 135790")));
    let message = house.messages().await[0].clone();
    assert_eq!((&message["to_masked"], &message["text"]["zh"]), (&json!("138****5678"), &json!("验证码 ******")));
    assert!(!message.to_string().contains("135790") && message.get("donor_id").is_none(), "{message}");
    assert!(house.town.data().join("messages/2026-02-11-codes.jsonl").exists(), "codes have a file of their own");
}

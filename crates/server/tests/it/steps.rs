//! The working day as steps through the public API, so that each test tells only what is special about it.

use serde_json::{Value, json};
pub(crate) use vena_testkit::visit::by_hand;
use vena_testkit::visit::{self, Hand};

use crate::support::{Client, TestApp};

/// Everybody whom one unit meets.
pub(crate) struct Crew {
    pub(crate) registrar: Client,
    pub(crate) nurse: Client,
    pub(crate) doctor: Client,
    pub(crate) tester: Client,
    pub(crate) checker: Client,
    pub(crate) lab_head: Client,
    pub(crate) technician: Client,
    pub(crate) releaser: Client,
    pub(crate) second_releaser: Client,
    pub(crate) storekeeper: Client,
    pub(crate) issuer: Client,
    pub(crate) driver: Client,
    pub(crate) hospital: Client,
    pub(crate) ward_nurse: Client,
    pub(crate) second_nurse: Client,
}

impl Crew {
    pub(crate) async fn of(app: &TestApp) -> Self {
        Self {
            registrar: app.sign_in("registrar").await,
            nurse: app.sign_in("collector").await,
            doctor: app.sign_in("doctor").await,
            tester: app.sign_in("tester").await,
            checker: app.sign_in("checker").await,
            lab_head: app.sign_in("labhead").await,
            technician: app.sign_in("technician").await,
            releaser: app.sign_in("release1").await,
            second_releaser: app.sign_in("release2").await,
            storekeeper: app.sign_in("storekeeper").await,
            issuer: app.sign_in("issuer").await,
            driver: app.sign_in("driver").await,
            hospital: app.sign_in("h01.bank").await,
            ward_nurse: app.sign_in("h01.nurse").await,
            second_nurse: app.sign_in("h01.nurse2").await,
        }
    }
}

/// Text of a JSON field.
#[track_caller]
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text {field} in {value:#}")).to_owned()
}

/// A valid 18-digit citizen id of an invented person: district, birthday, sequence, check digit (GB 11643).
pub(crate) fn citizen_id(birthday: &str, sequence: u32) -> String {
    let first = format!("370202{birthday}{:03}", sequence % 1000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = first.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    format!("{first}{}", char::from(check))
}

/// Registers the invented donor number `n`.
pub(crate) async fn register(crew: &Crew, n: u32) -> String {
    let family = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈"][(n % 10) as usize];
    let year = 1975 + (n / 1000) % 25;
    let body = json!({
        "document": { "kind": "citizen_id", "number": citizen_id(&format!("{year}0{}1{}", 1 + n % 9, n / 9 % 10), n) },
        "name": format!("{family}试{}", char::from_u32(0x4e00 + n % 2000).expect("a character")),
        "phone": format!("139{:08}", n),
        "consent_to_be_told": true,
        "confirm_not_duplicate_of": [],
    });
    let reply = crew.registrar.post("/api/recruit/donors", body).await.ok();
    text(&reply["donor"], "donor_id")
}

/// The answers of a healthy donor and a check within all limits.
pub(crate) async fn donation_form(crew: &Crew, donor: &str) -> Value {
    let inquiry = crew.nurse.get("/api/collect/inquiry").await.ok();
    let donor_file = crew.registrar.get(&format!("/api/recruit/donors/{donor}")).await.ok();
    let fits = |question: &&Value| question["sex"].is_null() || question["sex"] == donor_file["sex"];
    let questions = inquiry["questions"].as_array().expect("questions");
    let mut answers: serde_json::Map<String, Value> =
        questions.iter().filter(fits).map(|question| (text(question, "code"), question["expected"].clone())).collect();
    if donor_file["donations"] != 0 {
        answers.insert("reaction_last_time".to_owned(), json!(false));
    }
    json!({
        "donor_id": donor,
        "inquiry_version": inquiry["version"],
        "answers": answers,
        "check": { "weight_kg": 62.5, "systolic_mmhg": 118, "diastolic_mmhg": 76, "pulse_per_min": 72,
                   "endurance_athlete": false, "temperature_c": 36.6, "hb_g_l": 140 },
        "volume_ml": 400,
    })
}

/// Walks a donor from the door to the physician's decision; what came of it.
pub(crate) async fn decide(crew: &Crew, form: &Value) -> Value {
    let visit = crew.registrar.post(visit::VISITS, visit::arrival(form)).await.ok();
    let mut reply = visit.clone();
    for (hand, verb, body) in visit::steps(form) {
        let client = match hand {
            Hand::Desk => &crew.registrar,
            Hand::Nurse => &crew.nurse,
            Hand::Physician => &crew.doctor,
        };
        reply = client.post(&format!("{}/{verb}", visit::path_of(&visit)), body).await.ok();
    }
    if reply["state"] == "refused" {
        crew.nurse.post(&format!("{}/leave", visit::path_of(&visit)), json!({ "reason": "refused" })).await.ok();
    }
    reply
}

/// The donation of a donor who may give.
pub(crate) async fn accepted(crew: &Crew, donor: &str) -> String {
    let decided = decide(crew, &donation_form(crew, donor).await).await;
    assert_eq!(decided["state"], "accepted", "{decided:#}");
    text(&decided, "donation_id")
}

/// A consent that was signed on paper before whoever files it.
pub(crate) async fn consent_on_paper(desk: &Client, visit: &str) {
    let given = json!({ "research": false, "notice": true });
    desk.post(&format!("/api/collect/visits/{visit}/consent"), given).await.ok();
}

/// A completed donation.
pub(crate) struct Donated {
    pub(crate) donation: String,
    pub(crate) number: String,
    pub(crate) unit: String,
    pub(crate) donor: String,
}

/// Donation number `serial` of the year 2026 at the station of the demo city.
pub(crate) fn number(serial: u32) -> String {
    format!("0160226{serial:06}")
}

/// Registers a donor and takes 400 mL under the number of `serial`.
pub(crate) async fn donate(app: &TestApp, crew: &Crew, serial: u32) -> Donated {
    let donor = register(crew, serial).await;
    donate_by(app, crew, donor, serial).await
}

/// Takes 400 mL from a registered donor under the number of `serial`.
pub(crate) async fn donate_by(app: &TestApp, crew: &Crew, donor: String, serial: u32) -> Donated {
    donate_of(app, crew, donor, (serial, KIT_LOT)).await
}

/// The same into a kit of `lot`; the donor goes home.
pub(crate) async fn donate_of(app: &TestApp, crew: &Crew, donor: String, (serial, lot): (u32, &str)) -> Donated {
    let donated = rest(app, crew, donor, (serial, lot)).await;
    let leave = format!("/api/collect/donations/{}/leave", donated.donation);
    crew.nurse.post(&leave, json!({ "early": "本人坚持提前离开" })).await.ok();
    app.settle().await;
    donated
}

/// The same up to the rest area.
pub(crate) async fn rest(app: &TestApp, crew: &Crew, donor: String, (serial, lot): (u32, &str)) -> Donated {
    let donation = accepted(crew, &donor).await;
    let at = |verb: &str| format!("/api/collect/donations/{donation}/{verb}");
    seat(app, crew, &donor, &donation).await;
    crew.nurse.post(&at("bind"), binding(serial, lot)).await.ok();
    crew.nurse.post(&at("start"), json!({ "arm": "left" })).await.ok();
    app.wait(8);
    let reply = crew.nurse.post(&at("complete"), json!({ "volume_ml": 400, "self_excluded": false })).await.ok();
    let unit = text(&reply, "unit_id");
    app.settle().await;
    Donated { donation, number: number(serial), unit, donor }
}

/// A lot of quadruple bags that lies at every house of the demo city.
pub(crate) const KIT_LOT: &str = "Q26A11";

/// What carries the number of `serial`, by scan: a kit of `lot`, each tube in its place.
pub(crate) fn binding(serial: u32, lot: &str) -> Value {
    binding_of(&number(serial), lot)
}

/// The same for any number.
pub(crate) fn binding_of(number: &str, lot: &str) -> Value {
    let tube =
        |role: &str, article: &str| json!({ "role": role, "scan": number, "article_scan": format!("(01){article}") });
    json!({
        "donation_number": number, "bag_scan": number,
        "bag": { "kit_scan": format!("(01)06901234504002(17)271231(10){lot}(21){number}"), "medium": "CPDA-1" },
        "tubes": [tube("serology", "06901234511000"), tube("nat", "06901234512007"), tube("retention", "06901234513004")],
    })
}

/// Asks the donor for name and birthday and gives a chair of their own.
pub(crate) async fn seat(app: &TestApp, crew: &Crew, donor: &str, donation: &str) {
    let person = seating(app, donor, donation).await;
    crew.nurse.post(&format!("/api/collect/donations/{donation}/seat"), person).await.ok();
}

/// What the nurse asks at a chair of its own: who sits there.
pub(crate) async fn seating(app: &TestApp, donor: &str, donation: &str) -> Value {
    let id = uuid::Uuid::parse_str(donor.split_once('_').expect("an id").1).expect("an id");
    let sql = "select name, born_on from recruit.donor where donor_id = $1";
    let (name, born_on): (String, vena_kernel::clock::Day) =
        sqlx::query_as(sql).bind(id).fetch_one(app.db.pool()).await.expect("a donor");
    let chair = donation.get(donation.len() - 12..).expect("an id");
    json!({ "chair": chair, "name": name, "born_on": born_on })
}

/// Every mandatory result as it should be, for a donor of group O RhD-positive.
pub(crate) async fn good_results(crew: &Crew) -> Vec<Value> {
    good_results_of(&crew.tester.get("/api/lab/markers").await.ok())
}

/// The same, but reactive for HIV.
pub(crate) async fn reactive_results(crew: &Crew) -> Vec<Value> {
    let mut results = good_results(crew).await;
    let found = results.iter_mut().find(|result| result["marker"] == "HIV-RNA").expect("the marker");
    found["value"] = json!({ "kind": "reactive" });
    results
}

/// The same as [`good_results`] from the list of markers.
pub(crate) fn good_results_of(markers: &Value) -> Vec<Value> {
    let mandatory = markers.as_array().expect("markers").iter().filter(|marker| marker["mandatory"] == true);
    mandatory
        .flat_map(|marker| (1..=marker["rounds"].as_u64().expect("rounds")).map(|round| good_result(marker, round)))
        .collect()
}

fn good_result(marker: &Value, round: u64) -> Value {
    let value = match marker["value"].as_str() {
        Some("abo") => json!({ "kind": "abo", "abo": "O" }),
        Some("rhd") => json!({ "kind": "rhd", "rhd": "+" }),
        Some("number") => json!({ "kind": "number", "number": 21.0 }),
        _ => json!({ "kind": "non_reactive" }),
    };
    json!({
        "marker": marker["code"], "round": round, "value": value,
        "reagent_maker": format!("试剂{round}厂"), "reagent_lot": "R26", "instrument": format!("E-{round}"),
    })
}

/// Types `results`, lets two persons sign and a third issue.
pub(crate) async fn test_donation(app: &TestApp, crew: &Crew, number: &str, results: Vec<Value>) -> Value {
    crew.tester.post(&format!("/api/lab/donations/{number}/results"), json!({ "results": results })).await.ok();
    crew.tester.post(&format!("/api/lab/donations/{number}/sign"), json!({ "role": "tester" })).await.ok();
    crew.checker.post(&format!("/api/lab/donations/{number}/sign"), json!({ "role": "checker" })).await.ok();
    let issued = crew.lab_head.post(&format!("/api/lab/donations/{number}/issue"), json!({})).await.ok();
    app.settle().await;
    issued
}

/// Takes over from the house and splits whole blood of 400 mL into red cells and plasma; returns both units.
pub(crate) async fn split(crew: &Crew, donated: &Donated) -> Vec<Value> {
    let receipt = json!({ "scans": [donated.number] });
    let received = crew.technician.post("/api/process/receipts", receipt).await.ok();
    assert_eq!(received["items"][0]["ok"], true, "{received:#}");
    let body = json!({
        "unit": donated.unit,
        "outputs": outputs(), "loss_ml": 20,
    });
    let reply = crew.technician.post("/api/process/splits", body).await.ok();
    reply["children"].as_array().expect("children").clone()
}

/// What 400 mL of whole blood become.
pub(crate) fn outputs() -> Value {
    json!([{ "product": "RBC-S", "volume_ml": 280, "additive_ml": 100, "medium": "MAP" }, { "product": "FFP", "volume_ml": 200 }])
}

/// All codes of a printed label, as a scanner reads them.
pub(crate) fn scans(printed: &Value) -> Value {
    let codes = printed["codes"].as_array().expect("codes").iter().map(|code| code["text"].clone());
    json!({ "scans": codes.collect::<Vec<_>>(), "appearance": "normal" })
}

/// Prints the label of a unit and scans it again.
pub(crate) async fn label(crew: &Crew, unit: &str) -> Value {
    let printed = crew.technician.post(&format!("/api/process/units/{unit}/labels"), json!({})).await.ok();
    crew.technician.post(&format!("/api/process/units/{unit}/label-check"), scans(&printed)).await.ok()
}

/// Two persons release `units`; returns the confirmed release.
pub(crate) async fn release(crew: &Crew, units: &[String]) -> Value {
    let proposed = crew.releaser.post("/api/process/releases", json!({ "units": units })).await.ok();
    let id = text(&proposed, "release_id");
    crew.second_releaser.post(&format!("/api/process/releases/{id}/confirm"), json!({})).await.ok()
}

/// Puts a unit where its temperature is kept.
pub(crate) async fn put_away(crew: &Crew, unit: &str, product: &str) {
    let places = crew.storekeeper.get("/api/store/places").await.ok();
    let holds = |place: &&Value| {
        place["use"] == "stock"
            && place["products"].as_array().is_some_and(|products| products.contains(&json!(product)))
    };
    let place = places["items"].as_array().and_then(|items| items.iter().find(holds)).expect("a place").clone();
    let body = json!({ "unit": unit, "site_id": place["site_id"], "position": "A-1" });
    crew.storekeeper.post("/api/store/put-aways", body).await.ok();
}

/// A donation that has become released stock. Its plasma lies in the freezer.
pub(crate) struct Stocked {
    pub(crate) donated: Donated,
    pub(crate) red_cells: String,
    pub(crate) plasma: String,
}

/// From the donor's arm to the station's shelf.
pub(crate) async fn stock(app: &TestApp, crew: &Crew, serial: u32) -> Stocked {
    let donated = donate(app, crew, serial).await;
    app.wait(90);
    test_donation(app, crew, &donated.number, good_results(crew).await).await;
    let children = split(crew, &donated).await;
    let id = |product: &str| {
        let child = children.iter().find(|child| child["product"] == product);
        text(child.unwrap_or_else(|| panic!("no {product}")), "unit_id")
    };
    let (red_cells, plasma) = (id("RBC-S"), id("FFP"));
    for (unit, product) in [(&red_cells, "RBC-S"), (&plasma, "FFP")] {
        label(crew, unit).await;
        let released = release(crew, std::slice::from_ref(unit)).await;
        assert_eq!(released["counts"]["released"], 1, "{released:#}");
        put_away(crew, unit, product).await;
    }
    app.settle().await;
    Stocked { donated, red_cells, plasma }
}

/// A hospital's order for one bag of O-positive red cells.
pub(crate) async fn order(app: &TestApp, crew: &Crew) -> String {
    let needed_by = app.clock.now().plus_seconds(6 * 3600);
    let body = json!({
        "lines": [{ "product": "RBC-S", "group": "O+", "bags": 1 }], "urgency": "routine", "needed_by": needed_by,
    });
    text(&crew.hospital.post("/api/issue/orders", body).await.ok(), "order_id")
}

/// Allocates and issues an order; returns it.
pub(crate) async fn issue(crew: &Crew, order: &str) -> Value {
    let allocated = crew.issuer.post(&format!("/api/issue/orders/{order}/allocate"), json!({})).await.ok();
    assert_eq!(allocated["state"], "allocated", "{allocated:#}");
    crew.issuer.post(&format!("/api/issue/orders/{order}/issue"), json!({})).await.ok()
}

/// Packs, hands over and receives everything of an order.
pub(crate) async fn ship(app: &TestApp, crew: &Crew, order: &str) -> Value {
    let serial = order.chars().rev().take(6).collect::<String>();
    let body = json!({ "order_id": order, "box": format!("BOX:T{serial}"), "vehicle": "鲁B·演示01", "driver_name": "演示司机" });
    let shipment = crew.issuer.post("/api/transport/shipments", body).await.ok();
    let id = text(&shipment, "shipment_id");
    crew.driver.post(&format!("/api/transport/shipments/{id}/hand-over"), json!({ "temp_c": 4.0 })).await.ok();
    app.wait(35);
    let units: Vec<Value> = shipment["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|row| json!({ "unit": row["unit"]["unit_id"], "condition": "good" }))
        .collect();
    let reply = crew
        .hospital
        .post(&format!("/api/transport/shipments/{id}/receive"), json!({ "units": units, "temp_c": 4.5 }))
        .await
        .ok();
    app.settle().await;
    reply
}

/// Matches a unit to a new patient of group O-positive, dispenses and transfuses it; returns the finished match.
pub(crate) async fn transfuse(app: &TestApp, crew: &Crew, unit: &str, n: u32) -> Value {
    let record_no = format!("ZY{n:06}");
    let patient = crew.hospital.post(
        "/api/transfuse/patients",
        json!({ "record_no": record_no, "name": "试患者", "sex": "female", "born_on": "1960-03-04", "group": "O+" }),
    );
    let patient = text(&patient.await.ok(), "patient_id");
    let sample =
        json!({ "patient_id": patient, "sample_no": format!("S{n:06}"), "drawn_at": app.clock.now(), "group": "O+" });
    let sample = text(&crew.hospital.post("/api/transfuse/samples", sample).await.ok(), "sample_id");
    let matched =
        json!({ "unit": unit, "patient_id": patient, "sample_id": sample, "crossmatch": { "result": "compatible" } });
    let id = text(&crew.hospital.post("/api/transfuse/matches", matched).await.ok(), "match_id");
    let sites = crew.hospital.get("/api/sites").await.ok();
    let ward = sites.as_array().expect("sites").iter().find(|site| site["kind"] == "ward").expect("a ward").clone();
    let at = format!("/api/transfuse/matches/{id}");
    crew.hospital.post(&format!("{at}/dispense"), json!({ "ward": ward["site_id"], "visual_check": "ok" })).await.ok();
    app.wait(10);
    let scans = json!({ "patient_scan": record_no, "unit_scan": unit });
    crew.ward_nurse.post(&format!("{at}/start"), scans.clone()).await.ok();
    crew.second_nurse.post(&format!("{at}/confirm-start"), scans).await.ok();
    app.wait(95);
    let done = crew.ward_nurse.post(&format!("{at}/finish"), json!({})).await.ok();
    app.settle().await;
    done
}

//! What the screens on the vehicle's network ask for. Every answer is JSON; a refusal says which rule, in both languages.

use std::{path::Path as Folder, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes as Body,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::services::{ServeDir, ServeFile};
use uuid::Uuid;
use vena_kernel::{
    clock::Day as Date,
    collection::binding,
    id::{TripId, UserId, VisitId},
    refusal::Refusal,
    say,
};
use vena_trip::{
    entry::{Identity, Step},
    package, rules,
    state::Visit,
};

use super::{
    Vehicle,
    day::{Day, No, Wish},
    people::Who,
    shown,
    steps::{Asked, meant},
    store::Store,
    sync,
};

/// A day package of a million donors, and room.
const PACKAGE_BYTES_MAX: usize = 128 << 20;
/// The header with which a screen says who is signed in at it.
const STAFF: &str = "x-staff";

type Shared = State<Arc<Vehicle>>;

/// The routes, and the field app.
pub(crate) fn router(vehicle: Arc<Vehicle>, web: Option<&Folder>) -> Router {
    let api = Router::new()
        .route("/api/vehicle/state", get(state))
        .route("/api/vehicle/package", post(take_package).layer(DefaultBodyLimit::max(PACKAGE_BYTES_MAX)))
        .route("/api/vehicle/fetch", post(fetch))
        .route("/api/vehicle/unlock", post(unlock))
        .route("/api/vehicle/sign-in", post(sign_in))
        .route("/api/vehicle/arrivals", post(arrive))
        .route("/api/vehicle/visits/{id}", get(visit))
        .route("/api/vehicle/visits/{id}/steps", post(step))
        .route("/api/vehicle/voids", post(void))
        .route("/api/vehicle/close", post(close))
        .route("/api/vehicle/sync", post(sync_now))
        .with_state(vehicle);
    match web {
        None => api,
        Some(folder) => api.fallback_service(ServeDir::new(folder).fallback(ServeFile::new(folder.join("index.html")))),
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(Refusal { rule, reason }) => {
                let status = match rule.as_str() {
                    "trip.sign-in" | "trip.pin" | "trip.pin-tries" => StatusCode::UNAUTHORIZED,
                    "trip.locked" => StatusCode::LOCKED,
                    "trip.disk-full" => StatusCode::INSUFFICIENT_STORAGE,
                    _ => StatusCode::UNPROCESSABLE_ENTITY,
                };
                (status, Json(json!({ "rule": rule, "reason": reason }))).into_response()
            }
            Self::Broken(message) => {
                tracing::error!(message, "the vehicle cannot keep a step");
                let reason =
                    say!("本机出错，未记录此步：{message}", "this machine failed and the step was not kept: {message}");
                (StatusCode::INTERNAL_SERVER_ERROR, Json(json!({ "rule": "trip.broken", "reason": reason })))
                    .into_response()
            }
        }
    }
}

type Answered = Result<Json<Value>, No>;

fn locked() -> Refusal {
    Refusal::new("trip.locked", say!("请先输入行程码解锁", "unlock with the code of the trip first"))
}

/// Does something with the opened day; disk and folding never on the threads that answer.
async fn with_day<T: Send + 'static>(
    vehicle: Arc<Vehicle>,
    work: impl FnOnce(&Vehicle, &mut Day, &mut Store) -> Result<T, No> + Send + 'static,
) -> Result<T, No> {
    blocking(move || {
        let mut day = vehicle.day();
        let day = day.as_mut().ok_or_else(locked)?;
        let mut store = vehicle.store();
        work(&vehicle, day, &mut store)
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, No> + Send + 'static) -> Result<T, No> {
    tokio::task::spawn_blocking(work).await.map_err(|error| No::Broken(error.to_string()))?
}

fn token(headers: &HeaderMap) -> Option<String> {
    headers.get(STAFF)?.to_str().ok().map(str::to_owned)
}

fn who(vehicle: &Vehicle, headers: &HeaderMap) -> Result<Who, No> {
    let people = vehicle.people.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok(people.who(token(headers).as_deref())?)
}

/// Which screen it is, for the record.
fn device(headers: &HeaderMap) -> String {
    let named = headers.get("x-device").and_then(|value| value.to_str().ok()).unwrap_or("screen");
    named.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect()
}

async fn state(State(vehicle): Shared, headers: HeaderMap) -> Answered {
    let token = token(&headers);
    blocking(move || {
        let state = shown::state(&vehicle, token.as_deref())?;
        serde_json::to_value(state).map(Json).map_err(|error| No::Broken(error.to_string()))
    })
    .await
}

async fn take_package(State(vehicle): Shared, body: Body) -> Answered {
    blocking(move || taken(&vehicle, &body)).await
}

/// A package is kept when the station has signed it. It is opened with its code.
fn taken(vehicle: &Vehicle, body: &[u8]) -> Answered {
    let (header, ..) = package::checked(body, &vehicle.station_key).map_err(|error| {
        let text = error.to_string();
        let (zh, en) = text.split_once(" / ").unwrap_or((&text, &text));
        Refusal::new("trip.package", vena_kernel::text::Text::new(zh, en))
    })?;
    let mut day = vehicle.day();
    vehicle.store().keep_package(header.trip_id, body)?;
    *day = None;
    Ok(Json(json!({ "trip_id": header.trip_id, "day": header.day, "made_at": header.made_at, "bytes": body.len() })))
}

#[derive(Deserialize)]
struct Fetch {
    trip_id: Option<TripId>,
}

async fn fetch(State(vehicle): Shared, Json(asked): Json<Fetch>) -> Answered {
    blocking(move || {
        let body = sync::fetch(&vehicle, asked.trip_id).map_err(unreachable_station)?;
        taken(&vehicle, &body)
    })
    .await
}

fn unreachable_station(problem: String) -> Refusal {
    let reason = say!("未能从站内取得：{problem}", "the station did not answer: {problem}");
    Refusal::new("trip.station-away", reason)
}

#[derive(Deserialize)]
struct Unlock {
    code: String,
}

async fn unlock(State(vehicle): Shared, Json(asked): Json<Unlock>) -> Answered {
    blocking(move || {
        let mut held = vehicle.day();
        if held.as_ref().is_some_and(|_| asked.code.is_empty()) {
            return Err(locked().into());
        }
        let mut store = vehicle.store();
        let opened = Day::open(&vehicle, &mut store, &asked.code)?;
        *held = Some(opened);
        vehicle.people.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
        Ok(Json(json!({ "unlocked": true })))
    })
    .await
}

#[derive(Deserialize)]
struct SignIn {
    user_id: UserId,
    pin: String,
}

async fn sign_in(State(vehicle): Shared, Json(asked): Json<SignIn>) -> Answered {
    blocking(move || {
        let day = vehicle.day();
        let crew = &day.as_ref().ok_or_else(locked)?.package.crew;
        let mut people = vehicle.people.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let token = people.sign_in(crew, asked.user_id, &asked.pin)?;
        Ok(Json(json!({ "token": token })))
    })
    .await
}

#[derive(Deserialize)]
struct Arrival {
    entry_id: Uuid,
    visit_id: VisitId,
    who: Identity,
}

async fn arrive(State(vehicle): Shared, headers: HeaderMap, body: Body) -> Answered {
    let (who, device) = (who(&vehicle, &headers)?, device(&headers));
    with_day(vehicle, move |vehicle, day, store| {
        let arrival: Arrival = read(&body)?;
        let today = day.today(vehicle, store)?;
        let wish = Wish {
            entry_id: arrival.entry_id,
            visit_id: Some(arrival.visit_id),
            who: Some(&who),
            device: &device,
            asked: &body,
        };
        if day.before(store, &wish)?.is_none() {
            not_taken(day, arrival.visit_id)?;
            let step = day.identified(today, &arrival.who)?;
            day.add(vehicle, store, &wish, step)?;
        }
        show(day, arrival.visit_id, &who, today)
    })
    .await
}

/// Refuses by `trip.visit-known` an id of a visit that belongs to somebody else.
fn not_taken(day: &Day, visit: VisitId) -> Result<(), Refusal> {
    if !day.journal.visits.contains_key(&visit) {
        return Ok(());
    }
    Err(Refusal::new(
        "trip.visit-known",
        say!("此到访已存在，请刷新页面", "this visit exists already; reload the page"),
    ))
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| {
        let reason = say!("请求内容无法读取：{error}", "the request cannot be read: {error}");
        Refusal::new("trip.request", reason)
    })
}

fn of(day: &Day, id: VisitId) -> Result<&Visit, Refusal> {
    let unknown = || Refusal::new("trip.visit-unknown", say!("没有这个到访", "there is no such visit"));
    day.journal.visits.get(&id).ok_or_else(unknown)
}

fn show(day: &Day, id: VisitId, who: &Who, today: Date) -> Answered {
    Ok(Json(shown::visit(day, of(day, id)?, who, today)?))
}

async fn visit(State(vehicle): Shared, headers: HeaderMap, Path(id): Path<VisitId>) -> Answered {
    let who = who(&vehicle, &headers)?;
    with_day(vehicle, move |vehicle, day, store| {
        let today = day.today(vehicle, store)?;
        show(day, id, &who, today)
    })
    .await
}

#[derive(Deserialize)]
struct StepAsked {
    entry_id: Uuid,
    #[serde(flatten)]
    asked: Asked,
}

async fn step(State(vehicle): Shared, headers: HeaderMap, Path(id): Path<VisitId>, body: Body) -> Answered {
    let (who, device) = (who(&vehicle, &headers)?, device(&headers));
    with_day(vehicle, move |vehicle, day, store| {
        let StepAsked { entry_id, asked } = read(&body)?;
        let (today, now) = (day.today(vehicle, store)?, day.now(vehicle));
        let wish = Wish { entry_id, visit_id: Some(id), who: Some(&who), device: &device, asked: &body };
        if day.before(store, &wish)?.is_none() {
            let visit = of(day, id)?;
            let step = meant(day, visit, asked, today)?;
            rules::may_follow(&day.journal, visit, &step, who.hand, (day.taken(), today, now))?;
            day.add(vehicle, store, &wish, step)?;
        }
        show(day, id, &who, today)
    })
    .await
}

#[derive(Deserialize)]
struct Void {
    entry_id: Uuid,
    donation_number: String,
    reason: String,
}

async fn void(State(vehicle): Shared, headers: HeaderMap, body: Body) -> Answered {
    let (who, device) = (who(&vehicle, &headers)?, device(&headers));
    with_day(vehicle, move |vehicle, day, store| {
        let Void { entry_id, donation_number, reason } = read(&body)?;
        let number = binding::number_of(&donation_number)?;
        let wish = Wish { entry_id, visit_id: None, who: Some(&who), device: &device, asked: &body };
        if day.before(store, &wish)?.is_none() {
            rules::may_void(&day.journal, number, day.taken())?;
            day.add(vehicle, store, &wish, Step::NumberVoid { number, reason })?;
        }
        Ok(Json(json!({ "void": number })))
    })
    .await
}

#[derive(Deserialize)]
struct Close {
    entry_id: Uuid,
}

async fn close(State(vehicle): Shared, headers: HeaderMap, body: Body) -> Answered {
    let (who, device) = (who(&vehicle, &headers)?, device(&headers));
    with_day(vehicle, move |vehicle, day, store| {
        let Close { entry_id } = read(&body)?;
        let wish = Wish { entry_id, visit_id: None, who: Some(&who), device: &device, asked: &body };
        if day.before(store, &wish)?.is_none() {
            rules::may_close(&day.journal)?;
            day.add(vehicle, store, &wish, Step::Closed)?;
        }
        Ok(Json(json!({ "closed": true })))
    })
    .await
}

async fn sync_now(State(vehicle): Shared) -> Answered {
    blocking(move || {
        sync::now(&vehicle).map_err(unreachable_station)?;
        Ok(Json(json!({ "synced": true })))
    })
    .await
}

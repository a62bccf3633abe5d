//! Answers in versions: the visit carries the last, none is lost.

use sqlx::{FromRow, types::Json};
use vena_kernel::{clock::Instant, collection::inquiry::Answers, id::VisitId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::visits::words::AnsweredWhere;

/// One answering of the questions.
#[derive(Debug, FromRow)]
pub(crate) struct AnsweredRecord {
    pub(crate) inquiry_version: String,
    pub(crate) answers: Json<Answers>,
    pub(crate) answered_at: Instant,
    pub(crate) answered_where: AnsweredWhere,
    pub(crate) answered_by_name: String,
    pub(crate) reason: Option<String>,
}

/// A sheet as it was answered.
#[derive(Debug)]
pub(in crate::visits) struct NewAnswers<'a> {
    pub(in crate::visits) version: &'a str,
    pub(in crate::visits) answers: &'a Answers,
    pub(in crate::visits) place: AnsweredWhere,
    /// Why a physician has changed what the donor had said.
    pub(in crate::visits) reason: Option<&'a str>,
}

/// Keeps the answers beside the earlier ones. Lock the visit first.
pub(in crate::visits) async fn answer(
    tx: &mut Tx,
    scope: &Scope,
    id: VisitId,
    new: &NewAnswers<'_>,
) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "insert into collect.visit_answers
             (visit_id, no, inquiry_version, answers, answered_at, answered_where, answered_by, reason)
         select $1, coalesce(max(no), 0) + 1, $2, $3, $4, $5, $6, $7 from collect.visit_answers where visit_id = $1",
    )
    .bind(id)
    .bind(new.version)
    .bind(Json(new.answers))
    .bind(now)
    .bind(new.place)
    .bind(scope.user)
    .bind(new.reason)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update collect.visit set inquiry_version = $2, answers = $3, answered_at = $4, answered_where = $5
         where visit_id = $1",
    )
    .bind(id)
    .bind(new.version)
    .bind(Json(new.answers))
    .bind(now)
    .bind(new.place)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Every answering of a visit's questions, the last first.
pub(crate) async fn answerings(tx: &mut Tx, id: VisitId) -> Result<Vec<AnsweredRecord>, Fault> {
    Ok(sqlx::query_as(
        "select a.inquiry_version, a.answers, a.answered_at, a.answered_where, u.display_name as answered_by_name, a.reason
         from collect.visit_answers a join platform.v_user u on u.user_id = a.answered_by
         where a.visit_id = $1 order by a.no desc",
    )
    .bind(id)
    .fetch_all(tx.conn())
    .await?)
}

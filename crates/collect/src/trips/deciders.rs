//! Who of the crew may decide who gives: when the package is made, and when the day has come back.

use vena_kernel::id::{TripId, UserId};
use vena_platform::{
    app::App,
    auth::{self, Permission},
    db::Tx,
    fault::Fault,
};
use vena_trip::{package::Duty, state::Visit};

use super::db::{self, CrewRecord};
use crate::decisions::VisitDecide;

/// Those of `users` whose account is open and who hold the permission to decide now.
pub(super) async fn among(tx: &mut Tx, app: &App, users: &[UserId]) -> Result<Vec<UserId>, Fault> {
    let roles = auth::db::roles_of(tx, users).await?;
    let may = |roles: &[String]| app.roles.permissions(roles).contains(VisitDecide::INFO.name);
    Ok(roles.into_iter().filter(|(_, roles)| may(roles)).map(|(user, _)| user).collect())
}

/// The physicians of the crew who may decide now.
pub(super) async fn of_crew(tx: &mut Tx, app: &App, crew: &[CrewRecord]) -> Result<Vec<UserId>, Fault> {
    let physicians = crew.iter().filter(|member| Duty::from(member.duty) == Duty::Physician);
    let physicians: Vec<UserId> = physicians.map(|member| member.user_id).collect();
    among(tx, app, &physicians).await
}

/// Who could decide when the package was made by which `visit` was decided, and whether the one who did still may.
pub(super) async fn of(
    tx: &mut Tx,
    app: &App,
    trip: TripId,
    visit: &Visit,
) -> Result<(Option<Vec<UserId>>, bool), Fault> {
    let then = match visit.decided_with {
        Some(made_at) => db::deciders(tx, trip, made_at).await?,
        None => None,
    };
    let still = match visit.decided_by {
        Some(by) => among(tx, app, &[by]).await?.contains(&by),
        None => false,
    };
    Ok((then, still))
}

//! One signature under one report.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_kernel::refusal::Refusal;
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use crate::{
    Ports,
    donations::{db, loaded::Loaded},
    judging::{self, Settlement},
    results::rules,
    words::State,
};

/// As whom somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LabSigner)]
pub(crate) enum Signer {
    /// 检测人
    Tester,
    /// 复核人
    Checker,
    /// 签发人
    Issuer,
}

impl Signer {
    /// The state of the reports that wait for this signature.
    pub(crate) const fn waits_in(self) -> State {
        match self {
            Self::Tester => State::Typed,
            Self::Checker => State::Signed,
            Self::Issuer => State::Judged,
        }
    }

    /// Whether the person of `desk` may sign as this one now.
    pub(crate) fn may(self, desk: &rules::Desk) -> Result<(), Refusal> {
        match self {
            Self::Tester => rules::may_sign_tester(desk),
            Self::Checker => rules::may_sign_checker(desk),
            Self::Issuer => rules::may_issue(desk),
        }
    }
}

/// Who signs, and whether the report lies alone before them.
pub(crate) struct Pen<'a> {
    pub(crate) scope: &'a Scope,
    pub(crate) ports: &'a Ports,
    /// Opened by itself; of many at once only those are signed in which nothing stands out.
    pub(crate) alone: bool,
}

impl Pen<'_> {
    /// Signs a locked report as `signer`, if it still has the digest that was shown. Answers why not; nothing is written then.
    pub(crate) async fn sign(
        &self,
        tx: &mut Tx,
        signer: Signer,
        loaded: &Loaded,
        shown: Option<&str>,
    ) -> Result<Option<Refusal>, Fault> {
        let (head, user) = (&loaded.head, self.scope.user);
        let (text, digest) = loaded.signed(head.version)?;
        let may = signer.may(&loaded.desk(user)).and_then(|()| rules::unchanged(shown, &digest));
        if let Err(refusal) = may {
            return Ok(Some(refusal));
        }
        let settlement = match signer {
            Signer::Checker => Some(Settlement::of(tx, self.scope, self.ports, loaded).await?),
            Signer::Tester | Signer::Issuer => None,
        };
        let settled = settlement.as_ref().is_some_and(Settlement::stands_out);
        if let Err(refusal) = rules::in_order(!self.alone && (settled || loaded.stands_out())) {
            return Ok(Some(refusal));
        }
        let by = db::Signature { number: head.donation_number, version: head.version, user };
        match (signer, settlement) {
            (Signer::Issuer, _) => judging::issue(tx, self.scope, self.ports, loaded).await?,
            (_, Some(settlement)) => {
                judging::settle(tx, self.scope, self.ports, loaded, &settlement, (&text, &digest)).await?;
            }
            (_, None) => db::sign_tester(tx, by).await?,
        }
        Ok(None)
    }
}

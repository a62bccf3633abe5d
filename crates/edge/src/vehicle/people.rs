//! Who is signed in on which screen. Nothing of it is on disk: after a restart everybody signs in again.

use std::collections::HashMap;

use vena_kernel::{id::UserId, refusal::Refusal, say};
use vena_trip::{
    package::{Hand, Member, is_pin},
    seal,
};

/// Wrong PINs of one person after which the screen must be unlocked with the code again.
const TRIES_MAX: u32 = 5;

/// Tokens of screens.
#[derive(Debug, Default)]
pub(crate) struct SignedIn {
    tokens: HashMap<String, (UserId, Hand, String)>,
    wrong: HashMap<UserId, u32>,
}

/// Whoever is at a screen.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) user: UserId,
    pub(crate) hand: Hand,
}

impl SignedIn {
    /// Signs somebody in. Refuses by `trip.pin` and `trip.pin-tries`.
    pub(crate) fn sign_in(&mut self, crew: &[Member], user: UserId, pin: &str) -> Result<String, Refusal> {
        let tries = self.wrong.entry(user).or_default();
        if *tries >= TRIES_MAX {
            let reason =
                say!("PIN 错误次数过多，请用行程码重新解锁", "too many wrong PINs: unlock with the trip's code again");
            return Err(Refusal::new("trip.pin-tries", reason));
        }
        let member = crew.iter().find(|member| member.user_id == user);
        let Some(member) = member.filter(|member| is_pin(pin, &member.pin)) else {
            *tries += 1;
            return Err(Refusal::new("trip.pin", say!("PIN 不正确", "this PIN is not right")));
        };
        *tries = 0;
        let bytes: [u8; 24] = seal::random().unwrap_or_default();
        let token = seal::hex(&bytes);
        self.tokens.insert(token.clone(), (member.user_id, member.hand(), member.name.clone()));
        Ok(token)
    }

    /// Whoever holds `token`. Refuses by `trip.sign-in`.
    pub(crate) fn who(&self, token: Option<&str>) -> Result<Who, Refusal> {
        let found = token.and_then(|token| self.tokens.get(token));
        let (user, hand, _) = found
            .ok_or_else(|| Refusal::new("trip.sign-in", say!("请先用 PIN 登录", "sign in with your PIN first")))?;
        Ok(Who { user: *user, hand: *hand })
    }

    /// The name of whoever holds `token`.
    pub(crate) fn name(&self, token: Option<&str>) -> Option<(UserId, Hand, String)> {
        token.and_then(|token| self.tokens.get(token)).cloned()
    }

    /// Everybody is out, and wrong PINs are forgotten: the code was given.
    pub(crate) fn clear(&mut self) {
        self.tokens.clear();
        self.wrong.clear();
    }
}

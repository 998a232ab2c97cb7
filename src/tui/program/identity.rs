//! Who shows what: a PIN is digits, anything else a password.

use crate::base::No;
use crate::desk::{Desk, Session};
use crate::store::read;

/// A session for whoever shows this secret. In a training file a user without PIN comes in with any, and an empty password opens.
pub fn identify(desk: &mut Desk, user: &str, secret: &str) -> Result<Session, No> {
    let user = user.trim();
    if desk.is_training() && (secret.is_empty() || read::user(desk.store().connection(), desk.id(), user)?.is_some_and(|u| u.pin.is_none()))
    {
        return desk.training_session(user);
    }
    if is_pin(secret) { desk.login_by_pin(user, secret) } else { desk.login(user, secret) }
}

/// Passwords are longer than the longest PIN, or hold more than digits.
fn is_pin(secret: &str) -> bool {
    (4..=8).contains(&secret.len()) && secret.bytes().all(|b| b.is_ascii_digit())
}

//! Setting a second factor up, giving it, and taking it away.

use ::store::{House, StoreError, Tx};
use kernel::id::{CityId, PersonId};
use kernel::{Actor, Role, Scope, Timestamp};

use super::model::{Confirmed, Enrolment, FactorError, FactorState};
use super::rules::{self, Typed};
use super::store;
use crate::limits::{self, Limit, Subject};
use crate::sessions::rules as session_rules;
use crate::sessions::service::{draw_token, note_refused};
use crate::sessions::store as session_store;
use crate::sessions::{Secrets, SignInError, Source};
use crate::{audit, cities, people, roles};

/// How far the actor is.
///
/// # Errors
/// [`FactorError::SignInFirst`], [`FactorError::NotAllowed`] without a role of staff, [`FactorError::Unreadable`], `Store`.
pub async fn state(house: &House, secrets: &Secrets, actor: &Actor) -> Result<FactorState, FactorError> {
    let person = actor.person.ok_or(FactorError::SignInFirst)?;
    let mut tx = house.db.reader().await?;
    is_staff(&mut tx, actor.city, person).await?;
    match store::find(&mut tx, actor.city, person).await? {
        None => Ok(FactorState::None),
        Some(factor) if factor.confirmed.is_none() => {
            let secret = rules::open(secrets, actor.city, person, &factor.sealed).ok_or(FactorError::Unreadable)?;
            Ok(FactorState::Begun(enrolment(&mut tx, actor.city, person, &secret).await?))
        }
        Some(_) => Ok(FactorState::Confirmed { recovery_left: store::recovery_left(&mut tx, actor.city, person).await? }),
    }
}

async fn enrolment(tx: &mut Tx, city: CityId, person: PersonId, secret: &rules::Secret) -> Result<Enrolment, FactorError> {
    let name = cities::get(tx, city).await?.map(|city| city.name).unwrap_or_default();
    let account = people::find(tx, city, person).await?.map(|person| person.phone.masked()).unwrap_or_default();
    let secret = rules::base32(secret);
    Ok(Enrolment { uri: rules::uri(&name, &account, &secret), secret })
}

/// The roles of a session may be held back; what the person holds is asked anew.
async fn is_staff(tx: &mut Tx, city: CityId, person: PersonId) -> Result<(), FactorError> {
    let grants = roles::grants_of(tx, city, person).await?;
    if grants.iter().any(|grant| grant.role.is_staff()) { Ok(()) } else { Err(FactorError::NotAllowed) }
}

/// Makes a secret for the actor, in place of one that was never confirmed.
///
/// # Errors
/// [`FactorError::SignInFirst`], [`FactorError::NotAllowed`], [`FactorError::InUse`], [`FactorError::Store`].
pub async fn begin(house: &House, secrets: &Secrets, actor: &Actor) -> Result<(), FactorError> {
    let person = actor.person.ok_or(FactorError::SignInFirst)?;
    let (first, second) = (house.ids.secret(), house.ids.secret());
    let mut secret = rules::Secret::default();
    secret[..16].copy_from_slice(&first);
    secret[16..].copy_from_slice(&second[..4]);
    let mut nonce = [0; 12];
    nonce.copy_from_slice(&second[4..]);
    let sealed = rules::seal(secrets, actor.city, person, &secret, nonce).ok_or(FactorError::Unreadable)?;
    house
        .db
        .write((house.clone(), actor.clone(), person, sealed, house.now()), |tx, (house, actor, person, sealed, now)| {
            Box::pin(async move {
                is_staff(tx, actor.city, *person).await?;
                if !store::put(tx, actor.city, *person, sealed, *now).await? {
                    return Err(FactorError::InUse);
                }
                audit::log(tx, actor, &*house.ids, *now, "second_factor.begun", "person", *person, &()).await?;
                Ok(())
            })
        })
        .await
}

/// What is written when a code is tried.
struct Trying {
    house: House,
    secrets: Secrets,
    actor: Actor,
    person: PersonId,
    source: Source,
    typed: Typed,
    recovery: Vec<[u8; 32]>,
    old: [u8; 32],
    new: [u8; 32],
    now: Timestamp,
}

impl Trying {
    fn of(house: &House, secrets: &Secrets, actor: &Actor, token: &str, code: &str, source: Source) -> Result<(Self, String), FactorError> {
        let person = actor.person.ok_or(FactorError::SignInFirst)?;
        let typed = rules::parse(code).ok_or(FactorError::Malformed)?;
        let old = session_rules::token_hash(token).ok_or(FactorError::SignInFirst)?;
        let (renewed, new) = draw_token(house)?;
        let (house, secrets, actor, now) = (house.clone(), secrets.clone(), actor.clone(), house.now());
        Ok((Self { house, secrets, actor, person, source, typed, recovery: Vec::new(), old, new, now }, renewed))
    }

    fn subject(&self, is_trusted: bool) -> Subject {
        let device = if is_trusted { self.source.device } else { [0; 32] };
        self.secrets.keyed("factor", &[self.actor.city.0.as_bytes(), self.person.0.as_bytes(), &device])
    }

    async fn log(&self, tx: &mut Tx, action: &'static str) -> Result<(), StoreError> {
        audit::log(tx, &self.actor, &*self.house.ids, self.now, action, "person", self.person, &()).await
    }
}

/// Puts the secret to use with a first code from the app. The session gets its roles and another token; the person's other
/// sessions end.
///
/// # Errors
/// [`FactorError`].
pub async fn confirm(
    house: &House,
    secrets: &Secrets,
    actor: &Actor,
    token: &str,
    code: &str,
    source: Source,
) -> Result<Confirmed, FactorError> {
    let (mut trying, token) = Trying::of(house, secrets, actor, token, code, source)?;
    let recovery: Vec<String> = std::iter::repeat_with(|| rules::recovery_code(house.ids.secret())).take(rules::RECOVERY_CODES).collect();
    trying.recovery = recovery.iter().map(|code| rules::recovery_hash(secrets, actor.city, trying.person, code)).collect();
    let is_right: Result<bool, FactorError> = house.db.write(trying, |tx, trying| Box::pin(try_first(tx, trying))).await;
    if is_right? { Ok(Confirmed { token, recovery }) } else { Err(FactorError::Wrong) }
}

async fn try_first(tx: &mut Tx, trying: &Trying) -> Result<bool, FactorError> {
    let (city, person) = (trying.actor.city, trying.person);
    is_staff(tx, city, person).await?;
    let factor = store::find(tx, city, person).await?.ok_or(FactorError::NotBegun)?;
    if factor.confirmed.is_some() {
        return Err(FactorError::InUse);
    }
    let secret = rules::open(&trying.secrets, city, person, &factor.sealed).ok_or(FactorError::Unreadable)?;
    let Typed::Code(code) = &trying.typed else { return Err(FactorError::Malformed) };
    let Some(step) = rules::matching_step(&secret, code, factor.last_step, trying.now) else { return Ok(false) };
    if !store::confirm(tx, city, person, step, trying.now).await? {
        return Err(FactorError::InUse);
    }
    store::insert_recovery(tx, city, person, &trying.recovery)?;
    session_store::delete_others(tx, city, person, &trying.old)?;
    give(tx, trying).await?;
    trying.log(tx, "second_factor.confirmed").await?;
    Ok(true)
}

/// Gives the session its roles, a new token, and its device trust.
async fn give(tx: &mut Tx, trying: &Trying) -> Result<(), FactorError> {
    let city = trying.actor.city;
    if !session_store::renew(tx, city, &trying.old, &trying.new, trying.now).await? {
        return Err(FactorError::SignInFirst);
    }
    if !trying.source.is_named {
        return Ok(());
    }
    Ok(store::trust_device(tx, city, trying.person, &trying.source.device, trying.now)?)
}

/// Gives the second factor for a session: a code of now that was not used before, or a recovery code. The session gets its roles
/// and the token that this returns; the former ends.
///
/// # Errors
/// [`FactorError`]; wrong codes slow down by person, by known device and by network, and stand in the audit trail.
pub async fn prove(
    house: &House,
    secrets: &Secrets,
    actor: &Actor,
    token: &str,
    code: &str,
    source: Source,
) -> Result<String, FactorError> {
    let (trying, token) = Trying::of(house, secrets, actor, token, code, source)?;
    let is_right: Result<bool, FactorError> = house.db.write(trying, |tx, trying| Box::pin(try_again(tx, trying))).await;
    let is_right = is_right.inspect_err(|error| {
        if let FactorError::SignIn(error) = error {
            note_refused(error);
        }
    });
    if is_right? { Ok(token) } else { Err(FactorError::Wrong) }
}

async fn try_again(tx: &mut Tx, trying: &Trying) -> Result<bool, FactorError> {
    let (city, person) = (trying.actor.city, trying.person);
    let factor = store::find(tx, city, person).await?.filter(|factor| factor.confirmed.is_some()).ok_or(FactorError::NotBegun)?;
    // Before the code is looked at: of many tries at once only as many are looked at as there are tokens.
    let is_trusted = trying.source.is_named && store::is_trusted_device(tx, city, person, &trying.source.device).await?;
    let (limit, subject) = (if is_trusted { rules::TRIES_DEVICE } else { rules::TRIES_STRANGE }, trying.subject(is_trusted));
    take(tx, city, limit, &subject, trying.now).await?;
    if let Some(address) = trying.source.address.as_ref().filter(|_| !is_trusted) {
        take(tx, city, rules::TRIES_ADDRESS, address, trying.now).await?;
    }
    let action = match &trying.typed {
        Typed::Code(code) => {
            let secret = rules::open(&trying.secrets, city, person, &factor.sealed).ok_or(FactorError::Unreadable)?;
            let last_step = settle_step(tx, trying, factor.last_step).await?;
            match rules::matching_step(&secret, code, last_step, trying.now) {
                Some(step) if store::use_step(tx, city, person, step).await? => Some("second_factor.given"),
                _ => None,
            }
        }
        Typed::Recovery(code) => {
            let hash = rules::recovery_hash(&trying.secrets, city, person, code);
            store::use_recovery(tx, city, person, &hash, trying.now).await?.then_some("second_factor.recovery_used")
        }
    };
    if action.is_some() {
        give(tx, trying).await?;
        limits::clear(tx, city, limit, &subject)?;
    }
    trying.log(tx, action.unwrap_or("second_factor.refused")).await?;
    Ok(action.is_some())
}

/// The last step used, as kept, or as it is set to when a clock that ran fast was set right ([`rules::reset_step`]).
async fn settle_step(tx: &mut Tx, trying: &Trying, kept: i64) -> Result<i64, StoreError> {
    let Some(reset) = rules::reset_step(kept, trying.now) else { return Ok(kept) };
    store::reset_step(tx, trying.actor.city, trying.person, kept, reset).await?;
    tracing::warn!("a second factor was used by a clock that ran fast; the codes from a minute on work");
    Ok(reset)
}

async fn take(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject, now: Timestamp) -> Result<(), FactorError> {
    let taken = limits::take(tx, city, limit, subject, now).await?;
    Ok(taken.map_err(|wait_seconds| SignInError::TooMany { bucket: limit.bucket, wait_seconds })?)
}

/// Takes a person's second factor away, ends their sessions and forgets their devices: they set up another at the next sign-in.
/// For a lost phone; whoever asks makes sure who it is. Forget the person in the caches afterwards.
///
/// # Errors
/// [`FactorError::NotAllowed`] unless the actor administers the city, [`FactorError::NotBegun`], [`FactorError::Store`].
pub async fn reset(house: &House, actor: &Actor, person: PersonId) -> Result<(), FactorError> {
    if !actor.holds(Role::Admin, Scope::City) {
        return Err(FactorError::NotAllowed);
    }
    house
        .db
        .write((house.clone(), actor.clone(), person, house.now()), |tx, (house, actor, person, now)| {
            Box::pin(async move {
                if !store::delete(tx, actor.city, *person).await? {
                    return Err(FactorError::NotBegun);
                }
                session_store::delete_all(tx, actor.city, *person).await?;
                session_store::forget_devices(tx, actor.city, *person)?;
                audit::log(tx, actor, &*house.ids, *now, "second_factor.reset", "person", *person, &()).await?;
                Ok(())
            })
        })
        .await
}

//! Asking for a code, beginning and ending sessions, and knowing whose a request is.

use ::store::{House, StoreError, Tx};
use kernel::actor::Grant;
use kernel::id::{CityId, PersonId};
use kernel::{Actor, Lang, Phone, Timestamp};
use providers::messages::{Message, MessageKind, MessageProvider};

use super::cache::SessionCache;
use super::model::{CodeSent, Known, NewSession, Second, Secrets, SignInError, Source};
use super::store::Session;
use super::{rules, store};
use crate::cities::{self, City};
use crate::limits::{self, Limit, Subject};
use crate::{audit, people, roles};

/// How many times randomness is drawn for one code; each draw fails once in 10^14.
const DRAWS_MAX: usize = 16;

/// What is written when a code is sent.
struct Sending {
    city: CityId,
    phone: Phone,
    number: [u8; 32],
    source: Source,
    device_number: [u8; 32],
    hash: Vec<u8>,
    now: Timestamp,
    expires: Timestamp,
}

/// Sends a code to a number, for use by the same device. The answer is the same whether or not the number is known; the device's
/// earlier code is void, those of other devices are not.
///
/// # Errors
/// [`SignInError::TooMany`], [`SignInError::NotSent`], [`SignInError::NoCode`], [`SignInError::Store`].
pub async fn request_code(
    house: &House,
    secrets: &Secrets,
    messages: &dyn MessageProvider,
    city: CityId,
    phone: &Phone,
    lang: Lang,
    source: Source,
) -> Result<CodeSent, SignInError> {
    let draws = std::iter::repeat_with(|| house.ids.secret()).take(DRAWS_MAX);
    let code = draws.filter_map(rules::code_of).next().ok_or(SignInError::NoCode)?;
    let (now, hash) = (house.now(), rules::code_hash(secrets, city, phone, &source.device, &code));
    let expires = now.plus(rules::CODE_LIFE);
    let number = rules::number_hash(secrets, city, phone);
    let device_number = secrets.keyed("device_number", &[&source.device, &number]);
    let sending = Sending { city, phone: phone.clone(), number, source, device_number, hash, now, expires };
    house
        .db
        .write(sending, |tx, sending| {
            Box::pin(async move {
                take_sending(tx, sending).await?;
                Ok(store::put_code(tx, sending.city, &sending.number, &sending.source.device, &sending.hash, sending.expires)?)
            })
        })
        .await
        .inspect_err(|error: &SignInError| note_refused(error))?;
    let message = Message { to: phone.clone(), kind: MessageKind::SignInCode, text: rules::message(lang, &code) };
    messages.send(&message).await.map_err(SignInError::NotSent)?;
    Ok(CodeSent { to: phone.masked(), expires })
}

/// Takes the tokens a code costs. A device that signed in with the number before has buckets of its own, so that strangers who ask
/// for codes to the same number, or from all over the city, do not keep its owner out.
async fn take_sending(tx: &mut Tx, sending: &Sending) -> Result<(), SignInError> {
    let Sending { city, phone, number, source, device_number, now, .. } = sending;
    let seen_after = now.plus(-rules::DEVICE_LIFE);
    let settings = cities::get(tx, *city).await?.map(|city| city.settings).unwrap_or_default();
    if source.is_named && store::is_known_device(tx, *city, phone, &source.device, seen_after).await? {
        take(tx, *city, rules::TO_DEVICE, device_number, *now).await?;
        return take(tx, *city, rules::TO_DEVICE_DAY, device_number, *now).await;
    }
    take(tx, *city, rules::TO_NUMBER, number, *now).await?;
    take(tx, *city, rules::TO_NUMBER_DAY, number, *now).await?;
    if let Some(address) = &source.address {
        take(tx, *city, rules::FROM_ADDRESS, address, *now).await?;
    }
    // Last: everybody's bucket is locked for as short as can be.
    take(tx, *city, rules::in_city(settings.codes_per_hour), &[0; 32], *now).await
}

async fn take(tx: &mut Tx, city: CityId, limit: Limit, subject: &Subject, now: Timestamp) -> Result<(), SignInError> {
    limits::take(tx, city, limit, subject, now).await?.map_err(|wait_seconds| SignInError::TooMany { bucket: limit.bucket, wait_seconds })
}

/// Refusals by a limit stand in the log, so that an attack is seen; never who it was about.
pub(crate) fn note_refused(error: &SignInError) {
    if let SignInError::TooMany { bucket, wait_seconds } = error {
        tracing::warn!(bucket, wait_seconds, "a sign-in was refused by its limit");
    }
}

/// What a transaction of sign-in came to: a wrong code is written down too, so it is no error of the transaction.
enum Attempt {
    Began { person: PersonId, is_new: bool, second: Second },
    Wrong { left: i64 },
    Exhausted,
    Expired,
}

/// What is written when a session begins.
struct Beginning {
    house: House,
    city: CityId,
    phone: Phone,
    number: [u8; 32],
    source: Source,
    lang: Lang,
    code_hash: Vec<u8>,
    candidate: PersonId,
    token_hash: [u8; 32],
    now: Timestamp,
    expires: Timestamp,
}

/// Begins a session with a code that was sent at the same device's asking; a number that was not known becomes a person whose
/// name is empty.
///
/// # Errors
/// [`SignInError::CodeMalformed`], [`SignInError::CodeWrong`], [`SignInError::CodeExpired`],
/// [`SignInError::CodeExhausted`], [`SignInError::TooMany`], [`SignInError::Store`].
pub async fn create_session(
    house: &House,
    secrets: &Secrets,
    city: CityId,
    phone: &Phone,
    code: &str,
    lang: Lang,
    source: Source,
) -> Result<NewSession, SignInError> {
    let code = rules::parse_code(code).ok_or(SignInError::CodeMalformed)?;
    let (now, (token, token_hash)) = (house.now(), draw_token(house)?);
    let expires = now.plus(rules::SESSION_LIFE);
    let code_hash = rules::code_hash(secrets, city, phone, &source.device, &code);
    let (number, candidate) = (rules::number_hash(secrets, city, phone), house.id());
    let (house, phone) = (house.clone(), phone.clone());
    let db = house.db.clone();
    let beginning = Beginning { house, city, phone, number, source, lang, code_hash, candidate, token_hash, now, expires };
    let attempt: Result<Attempt, SignInError> = db.write(beginning, |tx, beginning| Box::pin(attempt(tx, beginning))).await;
    match attempt.inspect_err(note_refused)? {
        Attempt::Began { person, is_new, second } => Ok(NewSession { token, person, expires, is_new, second }),
        Attempt::Wrong { left: 0 } | Attempt::Exhausted => Err(SignInError::CodeExhausted),
        Attempt::Wrong { left } => Err(SignInError::CodeWrong { left }),
        Attempt::Expired => Err(SignInError::CodeExpired),
    }
}

async fn attempt(tx: &mut Tx, new: &Beginning) -> Result<Attempt, SignInError> {
    let (city, device) = (new.city, &new.source.device);
    let seen_after = new.now.plus(-rules::DEVICE_LIFE);
    if let Some(address) = &new.source.address
        && !(new.source.is_named && store::is_known_device(tx, city, &new.phone, device, seen_after).await?)
    {
        take(tx, city, rules::TRIES_ADDRESS, address, new.now).await?;
    }
    let Some((sent_hash, attempts)) = store::count_attempt(tx, city, &new.number, device, new.now).await? else {
        let is_exhausted = store::is_exhausted(tx, city, &new.number, device, new.now).await?;
        return Ok(if is_exhausted { Attempt::Exhausted } else { Attempt::Expired });
    };
    if !rules::is_same(&sent_hash, &new.code_hash) {
        tracing::info!(attempts, "a wrong sign-in code");
        return Ok(Attempt::Wrong { left: rules::ATTEMPTS_MAX - attempts });
    }
    if !store::use_code(tx, city, &new.number, device, &sent_hash).await? {
        return Ok(Attempt::Expired);
    }
    let person = people::ensure(tx, city, new.candidate, &new.phone, new.lang, new.now).await?;
    let actor = Actor { person: Some(person.id), ..Actor::visitor(city, new.lang) };
    let session = Session { hash: new.token_hash, person: person.id, device: Some(*device), began: new.now, expires: new.expires };
    store::insert(tx, city, &session, None)?;
    if new.source.is_named {
        store::remember_device(tx, city, person.id, device, new.now)?;
    }
    let found = store::find(tx, city, &new.token_hash, new.now).await?.ok_or(StoreError::NoRow)?;
    let (_, second) = rights(tx, city, &found, new.now).await?;
    if person.is_new {
        audit::log(tx, &actor, &*new.house.ids, new.now, "person.created", "person", person.id, &()).await?;
    }
    audit::log(tx, &actor, &*new.house.ids, new.now, "session.began", "person", person.id, &()).await?;
    Ok(Attempt::Began { person: person.id, is_new: person.is_new, second })
}

/// Steps into a person's shoes, in a demo city only.
///
/// # Errors
/// [`SignInError::NotDemo`], [`SignInError::PersonUnknown`], [`SignInError::Store`].
pub async fn demo_session(house: &House, city: &City, person: PersonId) -> Result<NewSession, SignInError> {
    if !city.is_demo {
        return Err(SignInError::NotDemo);
    }
    let (now, (token, hash)) = (house.now(), draw_token(house)?);
    let expires = now.plus(rules::SESSION_LIFE);
    house
        .db
        .write((city.id, person, hash, now, expires), |tx, (city, person, hash, now, expires)| {
            Box::pin(async move {
                people::find(tx, *city, *person).await?.ok_or(SignInError::PersonUnknown)?;
                let session = Session { hash: *hash, person: *person, device: None, began: *now, expires: *expires };
                // Whoever steps into another's shoes cannot have their second factor.
                Ok::<_, SignInError>(store::insert(tx, *city, &session, Some(*now))?)
            })
        })
        .await?;
    Ok(NewSession { token, person, expires, is_new: false, second: Second::Given })
}

pub(crate) fn draw_token(house: &House) -> Result<(String, [u8; 32]), SignInError> {
    let token = rules::token_of(house.ids.secret(), house.ids.secret());
    let hash = rules::token_hash(&token).ok_or(SignInError::NoCode)?;
    Ok((token, hash))
}

/// Whose token it is, as [`known`] says, without the second factor.
///
/// # Errors
/// [`StoreError`].
pub async fn actor_of(house: &House, cache: &SessionCache, city: CityId, token: &str, fallback: Lang) -> Result<Option<Actor>, StoreError> {
    Ok(known(house, cache, city, token, fallback).await?.map(|known| known.actor))
}

/// Whose token it is, with rights as they were at most ten seconds ago; `None` when nobody's or ended. A session that has not been
/// given the second factor its person needs has no roles of staff. `fallback` is the language where the person's own is not one of
/// the screens'.
///
/// # Errors
/// [`StoreError`].
pub async fn known(house: &House, cache: &SessionCache, city: CityId, token: &str, fallback: Lang) -> Result<Option<Known>, StoreError> {
    let Some(hash) = rules::token_hash(token) else { return Ok(None) };
    let now = house.now();
    if let Some(known) = cache.get(&(city, hash), now) {
        return Ok(Some(known));
    }
    let mark = cache.mark();
    let mut tx = house.db.reader().await?;
    let Some(found) = store::find(&mut tx, city, &hash, now).await? else { return Ok(None) };
    let (grants, second) = rights(&mut tx, city, &found, now).await?;
    let lang = Lang::parse(&found.lang).unwrap_or(fallback);
    let known = Known { actor: Actor { city, person: Some(found.person), lang, grants, is_system: false }, second };
    // Staff's roles end with the second factor, also in the cache.
    let until = found.factor.filter(|_| second == Second::Given).map_or(found.expires, |at| found.expires.min(at.plus(rules::FACTOR_LIFE)));
    cache.keep((city, hash), &known, until, now, mark);
    Ok(Some(known))
}

/// The roles that a session has, and how it stands to the second factor.
async fn rights(tx: &mut Tx, city: CityId, found: &store::Found, now: Timestamp) -> Result<(Vec<Grant>, Second), StoreError> {
    let mut grants = roles::grants_of(tx, city, found.person).await?;
    if !grants.iter().any(|grant| grant.role.is_staff()) {
        return Ok((grants, Second::NotNeeded));
    }
    let is_required = cities::get(tx, city).await?.is_some_and(|city| city.needs_second_factor());
    let second = rules::second(true, is_required, found.is_enrolled, found.factor, now);
    if matches!(second, Second::Ask | Second::Enrol) {
        grants.retain(|grant| !grant.role.is_staff());
    }
    Ok((grants, second))
}

/// Ends one session; ending it twice changes nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn sign_out(house: &House, cache: &SessionCache, city: CityId, token: &str) -> Result<(), StoreError> {
    let Some(hash) = rules::token_hash(token) else { return Ok(()) };
    let ended = house.db.write((city, hash), |tx, (city, hash)| Box::pin(async move { store::delete(tx, *city, hash) })).await;
    cache.forget(&(city, hash));
    ended
}

/// Ends every session of the actor, this one too; gives how many. A visitor has none.
///
/// # Errors
/// [`StoreError`].
pub async fn sign_out_everywhere(house: &House, cache: &SessionCache, actor: &Actor) -> Result<u64, StoreError> {
    let Some(person) = actor.person else { return Ok(0) };
    let ended = house
        .db
        .write((house.clone(), actor.clone(), person, house.now()), |tx, (house, actor, person, now)| {
            Box::pin(async move {
                let ended = store::delete_all(tx, actor.city, *person).await?;
                store::forget_devices(tx, actor.city, *person)?;
                audit::log(tx, actor, &*house.ids, *now, "session.ended_everywhere", "person", *person, &ended).await?;
                Ok::<_, StoreError>(ended)
            })
        })
        .await;
    cache.forget_person(actor.city, person);
    ended
}

/// Removes what ended: a nightly job.
///
/// # Errors
/// [`StoreError`].
pub async fn prune(house: &House, city: CityId) -> Result<(), StoreError> {
    let prune = |tx: &mut Tx, city, now| {
        store::prune(tx, city, now)?;
        limits::prune(tx, city, now)
    };
    house.db.write((city, house.now()), move |tx, (city, now)| Box::pin(async move { prune(tx, *city, *now) })).await
}

//! Asking for a code, beginning and ending sessions, and knowing whose a request is.

use ::store::{House, StoreError, Tx};
use kernel::id::{CityId, PersonId};
use kernel::{Actor, Lang, Phone, Timestamp};
use providers::messages::{Message, MessageKind, MessageProvider};

use super::cache::SessionCache;
use super::model::{CodeSent, NewSession, Secrets, SignInError};
use super::{rules, store};
use crate::cities::City;
use crate::{audit, people, roles};

/// How many times randomness is drawn for one code; each draw fails once in 10^14.
const DRAWS_MAX: usize = 16;

/// Sends a code to a number. The answer is the same whether or not the number is known; an earlier code is void.
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
) -> Result<CodeSent, SignInError> {
    let draws = std::iter::repeat_with(|| house.ids.secret()).take(DRAWS_MAX);
    let code = draws.filter_map(rules::code_of).next().ok_or(SignInError::NoCode)?;
    let (now, hash) = (house.now(), rules::code_hash(secrets, city, phone, &code));
    let expires = now.plus(rules::CODE_LIFE);
    house
        .db
        .write((city, phone.clone(), hash, now, expires), |tx, (city, phone, hash, now, expires)| {
            Box::pin(async move {
                if store::put_code(tx, *city, phone, hash, *now, *expires).await? {
                    return Ok(());
                }
                let sends = store::sends(tx, *city, phone).await?;
                Err(SignInError::TooMany { wait_seconds: rules::wait_seconds(sends, *now) })
            })
        })
        .await?;
    let message = Message { to: phone.clone(), kind: MessageKind::SignInCode, text: rules::message(lang, &code) };
    messages.send(&message).await.map_err(SignInError::NotSent)?;
    Ok(CodeSent { to: phone.masked(), expires })
}

/// What a transaction of sign-in came to: a wrong code is written down too, so it is no error of the transaction.
enum Attempt {
    Began { person: PersonId, is_new: bool },
    Wrong { left: i64 },
    Exhausted,
    Expired,
}

/// What is written when a session begins.
struct Beginning {
    house: House,
    city: CityId,
    phone: Phone,
    lang: Lang,
    code_hash: Vec<u8>,
    candidate: PersonId,
    token_hash: [u8; 32],
    now: Timestamp,
    expires: Timestamp,
}

/// Begins a session with a code; a number that was not known becomes a person whose name is empty.
///
/// # Errors
/// [`SignInError::CodeMalformed`], [`SignInError::CodeWrong`], [`SignInError::CodeExpired`],
/// [`SignInError::CodeExhausted`], [`SignInError::Store`].
pub async fn create_session(
    house: &House,
    secrets: &Secrets,
    city: CityId,
    phone: &Phone,
    code: &str,
    lang: Lang,
) -> Result<NewSession, SignInError> {
    let code = rules::parse_code(code).ok_or(SignInError::CodeMalformed)?;
    let (now, (token, token_hash)) = (house.now(), draw_token(house)?);
    let expires = now.plus(rules::SESSION_LIFE);
    let code_hash = rules::code_hash(secrets, city, phone, &code);
    let beginning =
        Beginning { house: house.clone(), city, phone: phone.clone(), lang, code_hash, candidate: house.id(), token_hash, now, expires };
    let attempt: Result<Attempt, SignInError> =
        house.db.write(beginning, |tx, beginning| Box::pin(async move { Ok(attempt(tx, beginning).await?) })).await;
    match attempt? {
        Attempt::Began { person, is_new } => Ok(NewSession { token, person, expires, is_new }),
        Attempt::Wrong { left: 0 } | Attempt::Exhausted => Err(SignInError::CodeExhausted),
        Attempt::Wrong { left } => Err(SignInError::CodeWrong { left }),
        Attempt::Expired => Err(SignInError::CodeExpired),
    }
}

async fn attempt(tx: &mut Tx, new: &Beginning) -> Result<Attempt, StoreError> {
    let Some((sent_hash, attempts)) = store::count_attempt(tx, new.city, &new.phone, new.now).await? else {
        let is_exhausted = store::is_exhausted(tx, new.city, &new.phone, new.now).await?;
        return Ok(if is_exhausted { Attempt::Exhausted } else { Attempt::Expired });
    };
    if !rules::is_same(&sent_hash, &new.code_hash) {
        return Ok(Attempt::Wrong { left: rules::ATTEMPTS_MAX - attempts });
    }
    if !store::use_code(tx, new.city, &new.phone, &sent_hash).await? {
        return Ok(Attempt::Expired);
    }
    let person = people::ensure(tx, new.city, new.candidate, &new.phone, new.lang, new.now).await?;
    let actor = Actor { person: Some(person.id), ..Actor::visitor(new.city, new.lang) };
    if person.is_new {
        audit::log(tx, &actor, &*new.house.ids, new.now, "person.created", "person", person.id, &())?;
    }
    begin(tx, new, &actor, person.id)?;
    Ok(Attempt::Began { person: person.id, is_new: person.is_new })
}

fn begin(tx: &mut Tx, new: &Beginning, actor: &Actor, person: PersonId) -> Result<(), StoreError> {
    store::insert(tx, new.city, &new.token_hash, person, new.now, new.expires)?;
    audit::log(tx, actor, &*new.house.ids, new.now, "session.began", "person", person, &())
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
                Ok::<_, SignInError>(store::insert(tx, *city, hash, *person, *now, *expires)?)
            })
        })
        .await?;
    Ok(NewSession { token, person, expires, is_new: false })
}

fn draw_token(house: &House) -> Result<(String, [u8; 32]), SignInError> {
    let token = rules::token_of(house.ids.secret(), house.ids.secret());
    let hash = rules::token_hash(&token).ok_or(SignInError::NoCode)?;
    Ok((token, hash))
}

/// Whose token it is, with rights as they were at most ten seconds ago; `None` when nobody's or ended.
/// `fallback` is the language where the person's own is not one of the screens'.
///
/// # Errors
/// [`StoreError`].
pub async fn actor_of(house: &House, cache: &SessionCache, city: CityId, token: &str, fallback: Lang) -> Result<Option<Actor>, StoreError> {
    let Some(hash) = rules::token_hash(token) else { return Ok(None) };
    let now = house.now();
    if let Some(actor) = cache.get(&(city, hash), now) {
        return Ok(Some(actor));
    }
    let mark = cache.mark();
    let mut tx = house.db.reader().await?;
    let Some((person, expires, lang)) = store::find(&mut tx, city, &hash, now).await? else { return Ok(None) };
    let grants = roles::grants_of(&mut tx, city, person).await?;
    let actor = Actor { city, person: Some(person), lang: Lang::parse(&lang).unwrap_or(fallback), grants, is_system: false };
    cache.keep((city, hash), &actor, expires, now, mark);
    Ok(Some(actor))
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
                audit::log(tx, actor, &*house.ids, *now, "session.ended_everywhere", "person", *person, &ended)?;
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
    house.db.write((city, house.now()), |tx, (city, now)| Box::pin(async move { store::prune(tx, *city, *now) })).await
}

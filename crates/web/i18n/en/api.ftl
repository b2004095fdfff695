# Refusals that only the API makes, and words of its page.
api-problems = Problem codes
error-body-malformed = The body is not proper JSON.
error-content-type-unknown = Send the body as application/json.
error-csrf-missing = A browser’s request must carry the X-CSRF of our page.
error-cursor-malformed = This page pointer does not work any more. Begin again with the first page.
error-date-malformed = Write the date as 2026-11-21.
error-field-missing = { $field } is missing.
error-field-unknown = { $field } is not known here.
error-field-wrong = { $field } cannot be read: { $reason }
error-idempotency-key-missing = Every write must carry an Idempotency-Key.
error-number-out-of-range = The number must be { $least } to { $most }.
error-one-of = Give exactly one of { $names }.
error-text-not-allowed = This text holds a sign that cannot be kept.
error-time-malformed = Write the time as 2026-11-21T05:30:00+07:00.
error-token-invalid = This token is not valid. Sign in again.
error-too-many-requests = Too many requests. Wait { $seconds } seconds.
error-visitor-malformed = Laris-Visitor is 32 hexadecimal digits.

# Refusals that only the API makes, and words of its page.
api-problems = Kodhe kalepatan
error-body-malformed = Isi panyuwunan sanès JSON ingkang leres.
error-content-type-unknown = Kintun isi minangka application/json.
error-csrf-missing = Panyuwunan saking peramban kedah mbekta X-CSRF saking kaca kula.
error-cursor-malformed = Panuduh kaca punika boten lumampah. Wiwiti malih saking kaca sepisan.
error-date-malformed = Serat tanggal kados 2026-11-21.
error-field-missing = { $field } dèrèng dipunisi.
error-field-unknown = { $field } boten dipuntepangi ing mriki.
error-field-wrong = { $field } boten saged dipunwaos: { $reason }
error-idempotency-key-missing = Saben panyeratan kedah mbekta Idempotency-Key.
error-number-out-of-range = Angkanipun kedah { $least } dumugi { $most }.
error-one-of = Isi salah satunggal kémawon saking { $names }.
error-text-not-allowed = Seratan punika ngemot tandha ingkang boten saged dipunsimpen.
error-time-malformed = Serat wekdal kados 2026-11-21T05:30:00+07:00.
error-token-invalid = Token punika boten lumampah. Mangga mlebet malih.
error-too-many-requests = Kakathahen panyuwunan. Kèndel { $seconds } detik rumiyin.
error-visitor-malformed = Laris-Visitor isinipun 32 angka heksadesimal.

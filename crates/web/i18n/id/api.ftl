# Refusals that only the API makes, and words of its page.
api-problems = Kode kesalahan
error-body-malformed = Isi permintaan bukan JSON yang benar.
error-content-type-unknown = Kirim isi sebagai application/json.
error-csrf-missing = Permintaan dari peramban harus membawa X-CSRF dari halaman kami.
error-cursor-malformed = Penunjuk halaman ini tidak berlaku. Mulai lagi dari halaman pertama.
error-date-malformed = Tulis tanggal seperti 2026-11-21.
error-field-missing = { $field } belum diisi.
error-field-unknown = { $field } tidak dikenal di sini.
error-field-wrong = { $field } tidak bisa dibaca: { $reason }
error-idempotency-key-missing = Setiap penulisan harus membawa Idempotency-Key.
error-number-out-of-range = Angkanya harus { $least } sampai { $most }.
error-one-of = Isi tepat satu dari { $names }.
error-text-not-allowed = Teks ini memuat tanda yang tidak bisa disimpan.
error-time-malformed = Tulis waktu seperti 2026-11-21T05:30:00+07:00.
error-token-invalid = Token ini tidak berlaku. Masuk lagi.
error-too-many-requests = Terlalu banyak permintaan. Tunggu { $seconds } detik.
error-visitor-malformed = Laris-Visitor terdiri dari 32 angka heksadesimal.

//! How a notification proves itself. Source: docs.midtrans.com, "HTTP(S) Notification", "Verifying Notification Authenticity".

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA512, digest};

use super::reply::Reply;
use crate::payments::wire::hex;
use crate::secret::Secret;

/// Whether a notification is from somebody who knows the server key.
///
/// The signature leaves out the transaction's status. Whoever caught one notification may therefore send it again with
/// another status of the same code, which is why a notification is a reason to ask, not a proof.
pub(super) fn is_genuine(reply: &Reply, server_key: &Secret) -> bool {
    let signed = format!("{}{}{}{}", reply.order_id, reply.status_code, reply.gross_amount, server_key.expose());
    let expected = hex(digest(&SHA512, signed.as_bytes()).as_ref());
    verify_slices_are_equal(expected.as_bytes(), reply.signature_key.as_bytes()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::vectors::vector;

    #[test]
    fn the_signature_is_made_over_the_amount_as_written() {
        let of = |name: &str| vector("midtrans", name);
        let reply = |amount: &str, signature: String| Reply {
            order_id: of("order_id"),
            status_code: of("status_code"),
            gross_amount: amount.to_owned(),
            signature_key: signature,
            ..Reply::default()
        };
        let key = Secret::new(of("server_key"));
        let amount = of("gross_amount");
        for (reply, expected) in [
            (reply(&amount, of("signature_key")), true),
            (reply("100000", of("signature_key_salah_jumlah_100000")), true),
            (reply("100000", of("signature_key")), false),
            (reply(&amount, of("signature_key_salah_jumlah_100000")), false),
            (reply(&amount, of("signature_key").to_uppercase()), false),
            (reply(&amount, String::new()), false),
        ] {
            assert_eq!(is_genuine(&reply, &key), expected, "{reply:?}");
        }
        assert!(!is_genuine(&reply(&amount, of("signature_key")), &Secret::new("other")));
    }
}

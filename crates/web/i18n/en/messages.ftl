# Messages to phones about orders.
message-placed = We have your order { $number }. About { $total }, paid in cash when it arrives.
message-substitution = Something in order { $number } is sold out. The runner offers a substitute: open the order page and answer before the time is over.
message-total = Order { $number } has been weighed: { $total } (estimate { $estimate }). Please have cash and your PIN ready.
message-total-above = Order { $number } comes to { $total }, more than the estimate of { $estimate }, because of the substitute you agreed to. The order page shows each line.
message-delivering = Order { $number } is on its way. Please have { $total } and your PIN ready.
message-delivered = Order { $number } was handed over. Thank you, paid { $total }.
message-failed = Order { $number } could not be handed over. Nothing is charged.
message-cancelled = Order { $number } was cancelled. Nothing is charged.
message-seller-order = There is a new order { $number }. Open the selling page to answer.

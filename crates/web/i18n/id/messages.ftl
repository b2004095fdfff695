# Pesan ke ponsel tentang pesanan.
message-placed = Pesanan { $number } sudah kami terima. Perkiraan { $total }, dibayar tunai saat barang datang.
message-substitution = Ada barang pesanan { $number } yang habis. Kurir menawarkan pengganti: buka halaman pesanan dan jawab sebelum waktunya habis.
message-total = Pesanan { $number } sudah ditimbang: { $total } (perkiraan { $estimate }). Siapkan uang tunai dan PIN.
message-total-above = Pesanan { $number } menjadi { $total }, lebih dari perkiraan { $estimate } karena pengganti yang disetujui. Rinciannya ada di halaman pesanan.
message-delivering = Pesanan { $number } sedang diantar. Siapkan { $total } dan PIN.
message-delivered = Pesanan { $number } sudah diterima. Terima kasih, dibayar { $total }.
message-failed = Pesanan { $number } tidak dapat diserahkan. Tidak ada yang ditagih.
message-cancelled = Pesanan { $number } dibatalkan. Tidak ada yang ditagih.
message-seller-order = Ada pesanan baru { $number }. Buka halaman Jual untuk menjawab.

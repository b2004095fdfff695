# Pesen menyang HP bab pesenan.
message-placed = Pesenan { $number } sampun kula tampi. Kinten-kinten { $total }, dipunbayar tunai nalika barang dugi.
message-substitution = Wonten barang pesenan { $number } ingkang telas. Kurir nawakaken gantos: mangga dipunbikak kaca pesenan lan dipunwangsuli saderengipun wekdalipun telas.
message-total = Pesenan { $number } sampun dipuntimbang: { $total } (kinten-kinten { $estimate }). Mangga cepakaken arta tunai kaliyan PIN.
message-total-above = Pesenan { $number } dados { $total }, langkung saking kinten-kinten { $estimate } amargi gantos ingkang sampun panjenengan sarujuki. Rincianipun wonten ing kaca pesenan.
message-delivering = Pesenan { $number } saweg dipunteraken. Mangga cepakaken { $total } kaliyan PIN.
message-delivered = Pesenan { $number } sampun dipuntampi. Matur nuwun, dipunbayar { $total }.
message-failed = Pesenan { $number } mboten saged dipunpasrahaken. Mboten wonten ingkang dipuntagih.
message-cancelled = Pesenan { $number } dipunbatalaken. Mboten wonten ingkang dipuntagih.
message-seller-order = Wonten pesenan enggal { $number }. Mangga bikak kaca Sadean kangge mangsuli.

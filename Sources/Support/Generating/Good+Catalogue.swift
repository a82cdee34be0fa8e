extension Good {
    /// Everything that boxes are packed from. Regions are real, makers and goods are invented.
    static let catalogue = kitchen + pantry + sweets + drinks + care + home

    private static let kitchen: [Good] = [
        Good("OIL-01", "Picual olive oil, 250 ml", by: "Two Terraces Press", "Upper Galilee", .oil),
        Good("OIL-02", "Souri olive oil, 250 ml", by: "Nahal Grove", "Lower Galilee", .oil),
        Good("OIL-03", "Lemon olive oil, 200 ml", by: "Old Carob Farm", "Judean Foothills", .oil),
        Good("OIL-04", "Barnea olive oil, 250 ml", by: "Dune and Olive", "Western Negev", .oil),
        Good("OIL-05", "Chilli olive oil, 200 ml", by: "Two Terraces Press", "Upper Galilee", .oil),
        Good("OIL-06", "Cold-pressed sesame oil, 200 ml", by: "Stone Wheel Mill", "Samaria", .oil, ["sesame"]),
        Good("OIL-07", "Avocado oil, 200 ml", by: "Sharon Orchard Oils", "Sharon Plain", .oil),
        Good("SPI-01", "Wild za'atar, 60 g", by: "Hillside Herbs", "Lower Galilee", .spice, ["sesame"]),
        Good("SPI-02", "Sumac, 60 g", by: "Hillside Herbs", "Lower Galilee", .spice),
        Good("SPI-03", "Baharat, 50 g", by: "Lamp Street Spices", "Jerusalem", .spice),
        Good("SPI-04", "Hawaij for soup, 50 g", by: "Lamp Street Spices", "Jerusalem", .spice),
        Good("SPI-05", "Dead Sea salt with herbs, 120 g", by: "Low Shore Salt", "Dead Sea", .spice),
        Good("SPI-06", "Smoked paprika, 50 g", by: "Red Field Peppers", "Arava", .spice),
        Good("SPI-07", "Dukkah with hazelnuts, 80 g", by: "Three Mortars", "Tel Aviv", .spice, ["nuts", "sesame"]),
        Good("SPI-08", "Dried mint and lemon, 40 g", by: "Emek Garden", "Jezreel Valley", .spice),
        Good("SPI-09", "Amba powder, 40 g", by: "Three Mortars", "Tel Aviv", .spice, ["mustard"]),
        Good("SPI-10", "Rose pepper blend, 45 g", by: "Arod Spice House", "Northern Negev", .spice),
    ]

    private static let pantry: [Good] = [
        Good("HON-01", "Wildflower honey, 250 g", by: "Seven Hives", "Golan Heights", .honey),
        Good("HON-02", "Avocado blossom honey, 250 g", by: "Sharon Bees", "Sharon Plain", .honey),
        Good("HON-03", "Thyme honey, 200 g", by: "Rock and Hive", "Judean Hills", .honey),
        Good("HON-04", "Honey with walnuts, 220 g", by: "Seven Hives", "Golan Heights", .honey, ["nuts"]),
        Good("HON-05", "Citrus blossom honey, 250 g", by: "Orchard Lane Apiary", "Hefer Valley", .honey),
        Good("SPR-01", "Whole-seed tahini, 300 g", by: "Stone Wheel Mill", "Samaria", .spread, ["sesame"]),
        Good("SPR-02", "Date syrup, 350 g", by: "Palm Row", "Jordan Valley", .spread),
        Good("SPR-03", "Green olive tapenade, 180 g", by: "Nahal Grove", "Lower Galilee", .spread),
        Good("SPR-04", "Fig and red wine jam, 200 g", by: "Ein Te'ena Kitchen", "Judean Hills", .spread, ["sulphites"]),
        Good("SPR-05", "Matbucha, 200 g", by: "Grandmother's Shelf", "Southern Coast", .spread),
        Good("SPR-06", "Carob spread, 200 g", by: "Old Carob Farm", "Judean Foothills", .spread, ["nuts"]),
        Good("SPR-07", "Pomegranate concentrate, 250 ml", by: "Red Crown Orchard", "Western Galilee", .spread),
        Good("SPR-08", "Pickled lemons, 220 g", by: "Grandmother's Shelf", "Southern Coast", .spread),
        Good("SPR-09", "Almond butter, 180 g", by: "Shaked Farm", "Northern Negev", .spread, ["nuts"]),
        Good("SPR-10", "Dried tomato pesto, 180 g", by: "Emek Garden", "Jezreel Valley", .spread, ["milk", "nuts"]),
        Good("BAK-01", "Olive oil crackers, 150 g", by: "White Oven", "Carmel", .bake, ["wheat"]),
        Good("BAK-02", "Spelt rusks with anise, 160 g", by: "White Oven", "Carmel", .bake, ["wheat"]),
        Good("BAK-03", "Sesame rings, 140 g", by: "Ka'ak and Sons", "Haifa", .bake, ["wheat", "sesame"]),
        Good("BAK-04", "Hand-rolled couscous, 400 g", by: "Grain Court", "Northern Negev", .bake, ["wheat"]),
        Good("BAK-05", "Freekeh, 350 g", by: "Green Wheat Barn", "Lower Galilee", .bake, ["wheat"]),
        Good("BAK-06", "Za'atar pita chips, 120 g", by: "Ka'ak and Sons", "Haifa", .bake, ["wheat", "sesame"]),
        Good("BAK-07", "Date-filled biscuits, 180 g", by: "Palm Row", "Jordan Valley", .bake, ["wheat", "nuts"]),
    ]

    private static let sweets: [Good] = [
        Good("SWE-01", "Medjool dates, 400 g", by: "Palm Row", "Jordan Valley", .sweet),
        Good("SWE-02", "Halva with pistachio, 200 g", by: "White Thread Halva", "Lod", .sweet, ["sesame", "nuts"]),
        Good("SWE-03", "Halva with cocoa, 200 g", by: "White Thread Halva", "Lod", .sweet, ["sesame"]),
        Good("SWE-04", "Dark chocolate with sea salt, 80 g", by: "Kinneret Cacao", "Sea of Galilee", .sweet, ["soya"]),
        Good(
            "SWE-05", "Milk chocolate with halva, 80 g", by: "Kinneret Cacao", "Sea of Galilee", .sweet,
            ["milk", "sesame", "soya"]),
        Good("SWE-06", "Candied etrog peel, 90 g", by: "Citron Yard", "Coastal Plain", .sweet),
        Good("SWE-07", "Roasted almonds with rosemary, 120 g", by: "Shaked Farm", "Northern Negev", .sweet, ["nuts"]),
        Good("SWE-08", "Dried persimmon, 150 g", by: "Sharon Orchard Oils", "Sharon Plain", .sweet),
        Good("SWE-09", "Nougat with pecans, 110 g", by: "Lower Lane Sweets", "Safed", .sweet, ["nuts", "egg"]),
        Good("SWE-10", "Rose Turkish delight, 150 g", by: "Lower Lane Sweets", "Safed", .sweet),
        Good("SWE-11", "Sesame brittle, 100 g", by: "Stone Wheel Mill", "Samaria", .sweet, ["sesame"]),
        Good("SWE-12", "Peanut and date bars, 4 pieces", by: "Palm Row", "Jordan Valley", .sweet, ["peanuts"]),
        Good("SWE-13", "Pomegranate fruit leather, 80 g", by: "Red Crown Orchard", "Western Galilee", .sweet),
    ]

    private static let drinks: [Good] = [
        Good("WIN-01", "Syrah, 750 ml", by: "High Basalt Cellar", "Golan Heights", .wine, ["sulphites"]),
        Good("WIN-02", "Cabernet and Merlot, 750 ml", by: "Adullam Rows", "Judean Foothills", .wine, ["sulphites"]),
        Good("WIN-03", "Dry Colombard, 750 ml", by: "Crater Vineyard", "Negev Highlands", .wine, ["sulphites"]),
        Good("WIN-04", "Marawi white, 750 ml", by: "Terrace Eleven", "Judean Hills", .wine, ["sulphites"]),
        Good("WIN-05", "Carignan old vines, 750 ml", by: "Shfeya Slope", "Carmel", .wine, ["sulphites"]),
        Good("LIQ-01", "Fig arak, 200 ml", by: "Anise and Fig Still", "Upper Galilee", .spirit),
        Good("DRI-01", "Verbena and lemongrass tea, 40 g", by: "Hillside Herbs", "Lower Galilee", .drink),
        Good("DRI-02", "Sage tea, 40 g", by: "Desert Leaf", "Negev Highlands", .drink),
        Good("DRI-03", "Coffee with cardamom, 200 g", by: "Lamp Street Spices", "Jerusalem", .drink),
        Good("DRI-04", "Tamarind syrup, 250 ml", by: "Grandmother's Shelf", "Southern Coast", .drink),
        Good("DRI-05", "Alcohol-free grape drink, 750 ml", by: "Adullam Rows", "Judean Foothills", .drink),
        Good("DRI-06", "Hibiscus infusion, 50 g", by: "Desert Leaf", "Negev Highlands", .drink),
        Good("DRI-07", "Almond drink powder, 200 g", by: "Shaked Farm", "Northern Negev", .drink, ["nuts"]),
    ]

    private static let care: [Good] = [
        Good("COS-01", "Olive oil soap, 110 g", by: "Copper Kettle Soap", "Western Galilee", .cosmetic),
        Good("COS-02", "Dead Sea mud mask, 90 ml", by: "Low Shore Salt", "Dead Sea", .cosmetic),
        Good("COS-03", "Hand cream with almond, 75 ml", by: "Wadi Garden Care", "Arava", .cosmetic, ["nuts"]),
        Good("COS-04", "Lip balm with pomegranate", by: "Red Crown Orchard", "Western Galilee", .cosmetic),
        Good("COS-05", "Bath salt with lavender, 250 g", by: "Low Shore Salt", "Dead Sea", .cosmetic),
        Good("COS-06", "Myrtle body oil, 100 ml", by: "Wadi Garden Care", "Arava", .cosmetic),
        Good("COS-07", "Jojoba face serum, 30 ml", by: "Dune and Olive", "Western Negev", .cosmetic),
        Good("COS-08", "Goat's milk soap, 100 g", by: "Three Goats Yard", "Jezreel Valley", .cosmetic, ["milk"]),
    ]

    private static let home: [Good] = [
        Good("CER-01", "Hand-painted dip bowl", by: "Blue Door Pottery", "Jaffa", .ceramic),
        Good("CER-02", "Small pomegranate of clay", by: "Clay and Quiet", "Safed", .ceramic),
        Good("CER-03", "Espresso cup", by: "Blue Door Pottery", "Jaffa", .ceramic),
        Good("CER-04", "Spoon rest with olive leaves", by: "Wheel in Ein Hod", "Carmel", .ceramic),
        Good("CER-05", "Tile with seven species", by: "Clay and Quiet", "Safed", .ceramic),
        Good("GLA-01", "Tea light holder of recycled glass", by: "Sand Furnace", "Haifa", .glass),
        Good("GLA-02", "Bud vase, hand-blown", by: "Sand Furnace", "Haifa", .glass),
        Good("TEX-01", "Linen tea towel", by: "Loom House", "Jerusalem", .textile),
        Good("TEX-02", "Challah cover with embroidery", by: "Needle Circle", "Lod", .textile),
        Good("TEX-03", "Woven bread basket liner", by: "Desert Threads", "Northern Negev", .textile),
        Good("TEX-04", "Cotton tote with almond blossom", by: "Loom House", "Jerusalem", .textile),
        Good("WOO-01", "Olive wood spoon", by: "Grain and Grove", "Judean Hills", .wood),
        Good("WOO-02", "Olive wood honey dipper", by: "Grain and Grove", "Judean Hills", .wood),
        Good("WOO-03", "Small olive wood board", by: "Grain and Grove", "Judean Hills", .wood),
        Good("PAP-01", "Card set with wild flowers", by: "Anemone Paper", "Upper Galilee", .paper),
        Good("PAP-02", "Calendar leaf print", by: "Anemone Paper", "Upper Galilee", .paper),
        Good("PAP-03", "Seed paper with poppies", by: "Emek Garden", "Jezreel Valley", .paper),
    ]
}

#include "imaging-sketch-words.h"

#include <string.h>

enum
{
  MAX_WORDS = 2000,
  MAX_WORD = 32,
  COLOUR_REACH = 5 /* words after a colour in which the noun it belongs to is looked for */
};

typedef struct
{
  char text[MAX_WORD];
  gboolean ends_clause; /* a comma or full stop follows */
} Word;

static const struct
{
  const char *word;
  guint32 hex;
} colour_words[] = {
  { "amber", 0xd9962f },     { "aqua", 0x4fb8b8 },       { "azure", 0x4a8fd0 },     { "beige", 0xcbb894 },
  { "black", 0x232327 },     { "blonde", 0xcfae6b },     { "blond", 0xcfae6b },     { "blue", 0x3f6aa8 },
  { "brass", 0xb08d45 },     { "bronze", 0x8a6238 },     { "brown", 0x6a4a32 },     { "burgundy", 0x6b2433 },
  { "charcoal", 0x3d4046 },  { "copper", 0xb0683f },     { "coral", 0xd97862 },     { "cream", 0xe4d8b8 },
  { "crimson", 0xa3283a },   { "cyan", 0x48b6c8 },       { "ebony", 0x2b2523 },     { "emerald", 0x2f9a62 },
  { "fuchsia", 0xc03a90 },   { "gold", 0xc79a3c },       { "golden", 0xd0a040 },    { "gray", 0x7d7f83 },
  { "grey", 0x7d7f83 },      { "green", 0x4f8450 },      { "greying", 0x8f8f92 },   { "indigo", 0x3d3f8a },
  { "ivory", 0xe6dcc4 },     { "jade", 0x4f9a7c },       { "khaki", 0x94845a },     { "lavender", 0xa896c6 },
  { "lime", 0x9bc03c },      { "magenta", 0xb53a8c },    { "maroon", 0x662a30 },    { "mauve", 0x94728c },
  { "mint", 0x9fd0b4 },      { "mustard", 0xb8922f },    { "navy", 0x26345a },      { "ochre", 0xb3803a },
  { "olive", 0x6c6e40 },     { "orange", 0xcf722c },     { "peach", 0xe3ab85 },     { "pink", 0xd68a9c },
  { "plum", 0x69406c },      { "purple", 0x6f4690 },     { "red", 0xa83a32 },       { "rose", 0xc77480 },
  { "ruby", 0xb0203c },      { "rust", 0x98502e },       { "rusty", 0x98502e },     { "sand", 0xcbb083 },
  { "sapphire", 0x2c54a8 },  { "scarlet", 0xb82c28 },    { "sepia", 0x79583c },     { "sienna", 0x9a5a38 },
  { "silver", 0xb4b9bf },    { "slate", 0x5c6672 },      { "steel", 0x74808c },     { "tan", 0xb59468 },
  { "teal", 0x2f7f80 },      { "terracotta", 0xb5644a }, { "turquoise", 0x45b3ab }, { "umber", 0x63492f },
  { "vermilion", 0xc2452c }, { "violet", 0x71509e },     { "walnut", 0x5a3f2b },    { "white", 0xe6e4de },
  { "yellow", 0xd2b13e },    { "yellowed", 0xcdbb86 },   { "oak", 0x8a6640 },       { "ash", 0x9a948a },
};

/* Words before a colour: darker, lighter, greyer. */
static const struct
{
  const char *word;
  float light, saturation;
} shades[] = {
  { "dark", 0.58f, 0.95f },    { "deep", 0.68f, 1.15f },  { "pale", 1.40f, 0.65f },     { "light", 1.30f, 0.80f },
  { "bright", 1.20f, 1.25f },  { "faded", 1.08f, 0.62f }, { "muted", 1.0f, 0.65f },     { "dusty", 1.05f, 0.6f },
  { "dull", 0.9f, 0.6f },      { "warm", 1.06f, 1.05f },  { "tarnished", 0.85f, 0.7f }, { "vivid", 1.1f, 1.4f },
  { "luminous", 1.3f, 1.25f }, { "dirty", 0.85f, 0.7f },  { "stained", 0.9f, 0.8f },    { "sickly", 1.05f, 0.9f },
  { "jet", 0.7f, 0.5f },       { "neon", 1.25f, 1.6f },   { "glowing", 1.25f, 1.3f },   { "soft", 1.1f, 0.85f },
};

static const struct
{
  const char *word;
  LimSketchSlot slot;
} slot_words[] = {
#define S(word, slot)                                                                                                \
  {                                                                                                                  \
    word, LIM_SKETCH_SLOT_##slot                                                                                     \
  }
  S ("background", BACK),    S ("backdrop", BACK),       S ("sky", BACK),         S ("skies", BACK),
  S ("skin", SKIN),          S ("scales", SKIN),         S ("scale", SKIN),       S ("scaled", SKIN),
  S ("hide", SKIN),          S ("chitin", SKIN),         S ("exoskeleton", SKIN), S ("fur", SKIN),
  S ("feathers", SKIN),      S ("carapace", SKIN),       S ("flesh", SKIN),       S ("cells", SKIN),
  S ("slug", SKIN),          S ("alien", SKIN),          S ("creature", SKIN),    S ("crystalline", SKIN),
  S ("mineral", SKIN),       S ("hair", HAIR),           S ("beard", HAIR),       S ("braids", HAIR),
  S ("mane", HAIR),          S ("eyes", EYES),           S ("eye", EYES),         S ("jacket", CLOTH),
  S ("coat", CLOTH),         S ("overcoat", CLOTH),      S ("uniform", CLOTH),    S ("suit", CLOTH),
  S ("flightsuit", CLOTH),   S ("jumpsuit", CLOTH),      S ("coveralls", CLOTH),  S ("robe", CLOTH),
  S ("robes", CLOTH),        S ("dress", CLOTH),         S ("gown", CLOTH),       S ("tunic", CLOTH),
  S ("cloak", CLOTH),        S ("hardshell", CLOTH),     S ("vest", CLOTH),       S ("apron", CLOTH),
  S ("poncho", CLOTH),       S ("leather", CLOTH),       S ("hull", CLOTH),       S ("facade", CLOTH),
  S ("walls", CLOTH),        S ("paint", CLOTH),         S ("livery", CLOTH),     S ("undersuit", UNDER),
  S ("undershirt", UNDER),   S ("shirt", UNDER),         S ("henley", UNDER),     S ("thermal", UNDER),
  S ("trousers", LEGS),      S ("pants", LEGS),          S ("leggings", LEGS),    S ("skirt", LEGS),
  S ("boots", BOOTS),        S ("shoes", BOOTS),         S ("clogs", BOOTS),      S ("armor", ARMOUR),
  S ("armour", ARMOUR),      S ("plate", ARMOUR),        S ("plates", ARMOUR),    S ("pauldrons", ARMOUR),
  S ("breastplate", ARMOUR), S ("sash", TRIM),           S ("cape", TRIM),        S ("roof", TRIM),
  S ("roofs", TRIM),         S ("trim", TRIM),           S ("ribbon", TRIM),      S ("scarf", TRIM),
  S ("seal", TRIM),          S ("stripe", TRIM),         S ("stripes", TRIM),     S ("accents", TRIM),
  S ("markings", TRIM),      S ("banner", TRIM),         S ("gem", GLOW),         S ("jewel", GLOW),
  S ("sapphire", GLOW),      S ("glow", GLOW),           S ("light", GLOW),       S ("lights", GLOW),
  S ("lighting", GLOW),      S ("liquid", GLOW),         S ("potion", GLOW),      S ("crystal", GLOW),
  S ("veins", GLOW),         S ("neon", GLOW),           S ("orb", GLOW),         S ("engines", GLOW),
  S ("luminescent", GLOW),   S ("bioluminescent", GLOW), S ("flame", GLOW),       S ("emerald", GLOW),
  S ("blade", METAL),        S ("metal", METAL),         S ("iron", METAL),       S ("chain", METAL),
  S ("band", METAL),         S ("buckle", METAL),        S ("wood", WOOD),        S ("haft", WOOD),
  S ("shaft", WOOD),         S ("grip", WOOD),           S ("stock", WOOD),       S ("parchment", WOOD),
  S ("paper", WOOD),         S ("vellum", WOOD),         S ("horn", WOOD),        S ("strap", WOOD),
#undef S
};

/* Votes for a scene; the most votes win, the first of equals. */
static const struct
{
  const char *word;
  LimSketchScene scene;
  int votes;
} scene_words[] = {
#define V(word, scene, votes)                                                                                        \
  {                                                                                                                  \
    word, LIM_SKETCH_##scene, votes                                                                                  \
  }
  V ("character", FIGURE, 2),
  V ("standing", FIGURE, 3),
  V ("pose", FIGURE, 1),
  V ("stance", FIGURE, 1),
  V ("fullbody", FIGURE, 5),
  V ("human", FIGURE, 3),
  V ("man", FIGURE, 3),
  V ("woman", FIGURE, 3),
  V ("male", FIGURE, 2),
  V ("female", FIGURE, 2),
  V ("wearing", FIGURE, 3),
  V ("boots", FIGURE, 1),
  V ("officer", FIGURE, 2),
  V ("warrior", FIGURE, 3),
  V ("captain", FIGURE, 2),
  V ("knight", FIGURE, 3),
  V ("wizard", FIGURE, 2),
  V ("girl", FIGURE, 3),
  V ("boy", FIGURE, 3),
  V ("pilot", FIGURE, 2),
  V ("soldier", FIGURE, 3),
  V ("crew", FIGURE, 1),
  V ("guard", FIGURE, 2),
  V ("merchant", FIGURE, 3),
  V ("ranger", FIGURE, 3),
  V ("rogue", FIGURE, 3),
  V ("hunter", FIGURE, 2),
  V ("priest", FIGURE, 3),
  V ("queen", FIGURE, 3),
  V ("king", FIGURE, 3),
  V ("scout", FIGURE, 2),
  V ("mage", FIGURE, 3),
  V ("humanoid", FIGURE, 2),
  V ("costume", FIGURE, 1),
  V ("archer", FIGURE, 3),
  V ("portrait", PORTRAIT, 9),
  V ("headshot", PORTRAIT, 9),
  V ("bust", PORTRAIT, 7),
  V ("face", PORTRAIT, 1),
  V ("creature", CREATURE, 6),
  V ("beast", CREATURE, 6),
  V ("dragon", CREATURE, 8),
  V ("monster", CREATURE, 6),
  V ("wolf", CREATURE, 7),
  V ("animal", CREATURE, 4),
  V ("predator", CREATURE, 5),
  V ("serpent", CREATURE, 6),
  V ("quadruped", CREATURE, 7),
  V ("insectoid", CREATURE, 4),
  V ("arthropod", CREATURE, 4),
  V ("organism", CREATURE, 4),
  V ("cephalopod", CREATURE, 4),
  V ("colonial", CREATURE, 3),
  V ("slug", CREATURE, 4),
  V ("bird", CREATURE, 5),
  V ("lizard", CREATURE, 5),
  V ("fish", CREATURE, 5),
  V ("moth", CREATURE, 5),
  V ("stag", CREATURE, 7),
  V ("fox", CREATURE, 6),
  V ("cat", CREATURE, 5),
  V ("horse", CREATURE, 5),
  V ("bear", CREATURE, 6),
  V ("alien", CREATURE, 1),
  V ("paws", CREATURE, 2),
  V ("claws", CREATURE, 2),
  V ("grazer", CREATURE, 6),
  V ("crawler", CREATURE, 3),
  V ("spaceship", SHIP, 9),
  V ("starship", SHIP, 9),
  V ("freighter", SHIP, 9),
  V ("shuttle", SHIP, 5),
  V ("hauler", SHIP, 4),
  V ("skiff", SHIP, 7),
  V ("warship", SHIP, 9),
  V ("cruiser", SHIP, 7),
  V ("ship", SHIP, 2),
  V ("exterior", SHIP, 2),
  V ("spacecraft", SHIP, 9),
  V ("fighter", SHIP, 2),
  V ("hull", SHIP, 2),
  V ("engines", SHIP, 2),
  V ("corvette", SHIP, 7),
  V ("frigate", SHIP, 7),
  V ("orbit", SHIP, 2),
  V ("starfield", SHIP, 3),
  V ("vehicle", VEHICLE, 6),
  V ("truck", VEHICLE, 8),
  V ("rover", VEHICLE, 8),
  V ("tank", VEHICLE, 8),
  V ("car", VEHICLE, 7),
  V ("buggy", VEHICLE, 8),
  V ("hovercraft", VEHICLE, 7),
  V ("crawler", VEHICLE, 4),
  V ("transport", VEHICLE, 3),
  V ("tracked", VEHICLE, 5),
  V ("wheels", VEHICLE, 3),
  V ("wheeled", VEHICLE, 5),
  V ("tractor", VEHICLE, 7),
  V ("motorcycle", VEHICLE, 8),
  V ("bike", VEHICLE, 7),
  V ("train", VEHICLE, 6),
  V ("speeder", VEHICLE, 8),
  V ("mech", MECH, 12),
  V ("mecha", MECH, 12),
  V ("robot", MECH, 9),
  V ("walker", MECH, 7),
  V ("exosuit", MECH, 8),
  V ("android", MECH, 6),
  V ("automaton", MECH, 9),
  V ("bipedal", MECH, 3),
  V ("golem", MECH, 8),
  V ("building", BUILDING, 7),
  V ("architecture", BUILDING, 6),
  V ("house", BUILDING, 5),
  V ("temple", BUILDING, 7),
  V ("castle", BUILDING, 7),
  V ("tower", BUILDING, 6),
  V ("facade", BUILDING, 5),
  V ("cathedral", BUILDING, 7),
  V ("pavilion", BUILDING, 7),
  V ("library", BUILDING, 5),
  V ("cottage", BUILDING, 7),
  V ("villa", BUILDING, 7),
  V ("museum", BUILDING, 6),
  V ("lighthouse", BUILDING, 9),
  V ("hut", BUILDING, 6),
  V ("barn", BUILDING, 6),
  V ("fortress", BUILDING, 7),
  V ("monastery", BUILDING, 7),
  V ("warehouse", BUILDING, 5),
  V ("gatehouse", BUILDING, 7),
  V ("architectural", BUILDING, 5),
  V ("townhouse", BUILDING, 7),
  V ("chapel", BUILDING, 7),
  V ("mill", BUILDING, 6),
  V ("observatory", BUILDING, 7),
  V ("brick", BUILDING, 2),
  V ("roof", BUILDING, 2),
  V ("city", CITY, 7),
  V ("cityscape", CITY, 10),
  V ("skyline", CITY, 9),
  V ("street", CITY, 6),
  V ("metropolis", CITY, 9),
  V ("harbor", CITY, 5),
  V ("harbour", CITY, 5),
  V ("rooftops", CITY, 7),
  V ("town", CITY, 5),
  V ("alley", CITY, 6),
  V ("district", CITY, 5),
  V ("landscape", LANDSCAPE, 7),
  V ("forest", LANDSCAPE, 7),
  V ("mountain", LANDSCAPE, 6),
  V ("mountains", LANDSCAPE, 7),
  V ("valley", LANDSCAPE, 7),
  V ("desert", LANDSCAPE, 5),
  V ("meadow", LANDSCAPE, 7),
  V ("river", LANDSCAPE, 5),
  V ("lake", LANDSCAPE, 6),
  V ("sea", LANDSCAPE, 4),
  V ("ocean", LANDSCAPE, 5),
  V ("hills", LANDSCAPE, 6),
  V ("canyon", LANDSCAPE, 7),
  V ("island", LANDSCAPE, 6),
  V ("swamp", LANDSCAPE, 7),
  V ("vista", LANDSCAPE, 5),
  V ("wideshot", LANDSCAPE, 3),
  V ("trees", LANDSCAPE, 2),
  V ("coast", LANDSCAPE, 6),
  V ("interior", INTERIOR, 9),
  V ("room", INTERIOR, 5),
  V ("corridor", INTERIOR, 7),
  V ("hallway", INTERIOR, 8),
  V ("cockpit", INTERIOR, 5),
  V ("bridge", INTERIOR, 3),
  V ("cabin", INTERIOR, 5),
  V ("quarters", INTERIOR, 7),
  V ("galley", INTERIOR, 2),
  V ("bay", INTERIOR, 4),
  V ("hangar", INTERIOR, 7),
  V ("workshop", INTERIOR, 5),
  V ("tavern", INTERIOR, 6),
  V ("hall", INTERIOR, 5),
  V ("chamber", INTERIOR, 6),
  V ("meeting", INTERIOR, 4),
  V ("backroom", INTERIOR, 7),
  V ("kitchen", INTERIOR, 6),
  V ("station", INTERIOR, 2),
  V ("dock", INTERIOR, 2),
  V ("floor", INTERIOR, 2),
  V ("ceiling", INTERIOR, 3),
  V ("icon", ICON, 9),
  V ("item", ICON, 4),
  V ("prop", ICON, 6),
  V ("inventory", ICON, 6),
  V ("weapon", ICON, 2),
  V ("potion", ICON, 4),
  V ("scroll", ICON, 5),
  V ("sword", ICON, 3),
  V ("longsword", ICON, 4),
  V ("axe", ICON, 3),
  V ("dagger", ICON, 3),
  V ("amulet", ICON, 5),
  V ("ring", ICON, 2),
  V ("vial", ICON, 5),
  V ("crate", ICON, 2),
  V ("wrench", ICON, 4),
  V ("tool", ICON, 1),
  V ("object", ICON, 3),
  V ("crystal", CRYSTAL, 3),
  V ("crystalline", CRYSTAL, 6),
  V ("mineral", CRYSTAL, 5),
  V ("geode", CRYSTAL, 8),
  V ("crystals", CRYSTAL, 6),
  V ("faceted", CRYSTAL, 3),
  V ("silicon", CRYSTAL, 3),
#undef V
};

static const struct
{
  const char *word;
  LimSketchItem item;
} item_words[] = {
#define I(word, item)                                                                                                \
  {                                                                                                                  \
    word, LIM_SKETCH_ITEM_##item                                                                                     \
  }
  I ("sword", SWORD),      I ("longsword", SWORD), I ("greatsword", SWORD),  I ("sabre", SWORD),
  I ("saber", SWORD),      I ("dagger", DAGGER),   I ("knife", DAGGER),      I ("axe", AXE),
  I ("hatchet", AXE),      I ("hammer", AXE),      I ("mace", AXE),          I ("staff", STAFF),
  I ("wand", STAFF),       I ("spear", STAFF),     I ("crossbow", BOW),      I ("bow", BOW),
  I ("bottle", BOTTLE),    I ("vial", BOTTLE),     I ("flask", BOTTLE),      I ("potion", BOTTLE),
  I ("elixir", BOTTLE),    I ("tonic", BOTTLE),    I ("jar", BOTTLE),        I ("scroll", SCROLL),
  I ("map", SCROLL),       I ("letter", SCROLL),   I ("amulet", PENDANT),    I ("pendant", PENDANT),
  I ("necklace", PENDANT), I ("ring", RING),       I ("belt", BELT),         I ("gauntlet", GAUNTLET),
  I ("glove", GAUNTLET),   I ("horn", HORN),       I ("crate", CRATE),       I ("chest", CRATE),
  I ("container", CRATE),  I ("box", CRATE),       I ("wrench", TOOL),       I ("spanner", TOOL),
  I ("tool", TOOL),        I ("multitool", TOOL),  I ("screwdriver", TOOL),  I ("pistol", GUN),
  I ("rifle", GUN),        I ("gun", GUN),         I ("sidearm", GUN),       I ("blaster", GUN),
  I ("book", BOOK),        I ("tome", BOOK),       I ("journal", BOOK),      I ("shield", SHIELD),
  I ("helmet", HELMET),    I ("helm", HELMET),     I ("respirator", HELMET), I ("key", KEY),
  I ("scanner", DEVICE),   I ("tablet", DEVICE),   I ("radio", DEVICE),      I ("device", DEVICE),
  I ("console", DEVICE),   I ("terminal", DEVICE), I ("mug", CUP),           I ("cup", CUP),
  I ("goblet", CUP),       I ("chalice", CUP),     I ("badge", BADGE),       I ("patch", BADGE),
  I ("medal", BADGE),      I ("coin", BADGE),      I ("emblem", BADGE),
#undef I
};

static const struct
{
  const char *word;
  guint bit;
} feature_words[] = {
#define F(word, bit)                                                                                                 \
  {                                                                                                                  \
    word, LIM_SKETCH_BIT_##bit                                                                                       \
  }
  F ("female", FEMALE),
  F ("woman", FEMALE),
  F ("girl", FEMALE),
  F ("queen", FEMALE),
  F ("her", FEMALE),
  F ("she", FEMALE),
  F ("old", OLD),
  F ("elderly", OLD),
  F ("50s", OLD),
  F ("60s", OLD),
  F ("70s", OLD),
  F ("child", CHILD),
  F ("boy", CHILD),
  F ("broad", BROAD),
  F ("muscular", BROAD),
  F ("thick", BROAD),
  F ("heavy", BROAD),
  F ("imposing", BROAD),
  F ("lean", SLIM),
  F ("slim", SLIM),
  F ("slender", SLIM),
  F ("wiry", SLIM),
  F ("shaved", BALD),
  F ("bald", BALD),
  F ("long-haired", LONG_HAIR),
  F ("braids", LONG_HAIR),
  F ("tied", TIED_HAIR),
  F ("pulled", TIED_HAIR),
  F ("ponytail", TIED_HAIR),
  F ("bun", TIED_HAIR),
  F ("beard", BEARD),
  F ("bearded", BEARD),
  F ("stubble", BEARD),
  F ("glasses", GLASSES),
  F ("goggles", GLASSES),
  F ("visor", GLASSES),
  F ("tail", TAIL),
  F ("crest", CREST),
  F ("crested", CREST),
  F ("horns", HORNS),
  F ("horned", HORNS),
  F ("antlers", HORNS),
  F ("stag", HORNS),
  F ("four-armed", FOUR_ARMS),
  F ("arthropod", FOUR_ARMS),
  F ("tentacles", TENTACLES),
  F ("cephalopod", TENTACLES),
  F ("wings", WINGS),
  F ("winged", WINGS),
  F ("dragon", WINGS),
  F ("moth", WINGS),
  F ("helmet", HELMET),
  F ("hat", HAT),
  F ("cap", HAT),
  F ("hood", HOOD),
  F ("hooded", HOOD),
  F ("coat", COAT),
  F ("overcoat", COAT),
  F ("trench", COAT),
  F ("cape", CAPE),
  F ("cloak", CAPE),
  F ("sash", SASH),
  F ("scarf", SASH),
  F ("apron", APRON),
  F ("vest", VEST),
  F ("hardshell", VEST),
  F ("ballistic", VEST),
  F ("robe", ROBE),
  F ("robes", ROBE),
  F ("gown", ROBE),
  F ("dress", ROBE),
  F ("armor", PLATE),
  F ("armour", PLATE),
  F ("plate", PLATE),
  F ("breastplate", PLATE),
  F ("knight", PLATE),
  F ("pauldrons", PLATE),
  F ("sword", WEAPON),
  F ("blade", WEAPON),
  F ("sidearm", WEAPON),
  F ("rifle", WEAPON),
  F ("staff", POLE),
  F ("spear", POLE),
  F ("bag", BAG),
  F ("satchel", BAG),
  F ("pouch", BAG),
  F ("kit", BAG),
  F ("case", BAG),
  F ("harness", HARNESS),
  F ("strap", HARNESS),
  F ("straps", HARNESS),
  F ("bandolier", HARNESS),
  F ("scales", SCALES),
  F ("scaled", SCALES),
  F ("chitin", CHITIN),
  F ("exoskeleton", CHITIN),
  F ("carapace", CHITIN),
  F ("fur", FUR),
  F ("furred", FUR),
  F ("wolf", FUR),
  F ("bear", FUR),
  F ("fox", FUR),
  F ("shaggy", FUR),
  F ("reptilian", REPTILE),
  F ("lizard", REPTILE),
  F ("dragon", REPTILE),
  F ("slug", BLOB),
  F ("cells", BLOB),
  F ("colonial", BLOB),
  F ("slime", BLOB),
  F ("snow", SNOW),
  F ("winter", SNOW),
  F ("ice", SNOW),
  F ("rain", RAIN),
  F ("fog", FOG),
  F ("mist", FOG),
  F ("misty", FOG),
  F ("haze", FOG),
  F ("forest", TREES),
  F ("trees", TREES),
  F ("pine", TREES),
  F ("jungle", TREES),
  F ("water", WATER),
  F ("lake", WATER),
  F ("sea", WATER),
  F ("river", WATER),
  F ("harbor", WATER),
  F ("harbour", WATER),
  F ("ocean", WATER),
  F ("coast", WATER),
  F ("lighthouse", WATER),
  F ("mountain", PEAKS),
  F ("mountains", PEAKS),
  F ("alpine", PEAKS),
  F ("desert", DESERT),
  F ("dunes", DESERT),
  F ("canyon", DESERT),
  F ("ruin", RUIN),
  F ("ruined", RUIN),
  F ("ruins", RUIN),
  F ("tower", TOWER),
  F ("lighthouse", TOWER),
  F ("dome", DOME),
  F ("domed", DOME),
  F ("observatory", DOME),
  F ("temple", DOME),
  F ("neon", NEON),
  F ("cyberpunk", NEON),
  F ("crystals", CRYSTALS),
  F ("crystal", CRYSTALS),
  F ("table", FURNITURE),
  F ("desk", FURNITURE),
  F ("bar", FURNITURE),
  F ("crates", FURNITURE),
  F ("cargo", FURNITURE),
  F ("bunk", FURNITURE),
  F ("coveralls", OVERALL),
  F ("undersuit", OVERALL),
  F ("jumpsuit", OVERALL),
  F ("suit", OVERALL),
  F ("flightsuit", OVERALL),
  F ("plain", PLAIN),
  F ("isolated", PLAIN),
  F ("studio", PLAIN),
  F ("squat", SQUAT),
  F ("round-bottomed", ROUND),
  F ("teardrop-shaped", ROUND),
  F ("round", ROUND),
  F ("tall", TALL),
  F ("cylindrical", TALL),
  F ("narrow", TALL),
  F ("skull", SKULL),
  F ("wheeled", WHEELS),
  F ("wheels", WHEELS),
  F ("tracked", TRACKS),
  F ("tracks", TRACKS),
  F ("tank", TRACKS),

  F ("window", WINDOWS),
  F ("windows", WINDOWS),
  F ("viewport", WINDOWS),
#undef F
};

static const struct
{
  const char *word;
  float saturation, brightness, warmth; /* added */
  int time;                             /* -1: says nothing */
} mood_words[] = {
  { "night", 0.05f, -0.12f, -0.3f, LIM_SKETCH_NIGHT },
  { "midnight", 0.05f, -0.15f, -0.3f, LIM_SKETCH_NIGHT },
  { "moonlit", 0, -0.08f, -0.4f, LIM_SKETCH_NIGHT },
  { "dusk", 0.05f, -0.05f, 0.3f, LIM_SKETCH_DUSK },
  { "sunset", 0.15f, 0, 0.5f, LIM_SKETCH_DUSK },
  { "dawn", 0.05f, 0.02f, 0.3f, LIM_SKETCH_DUSK },
  { "sunrise", 0.1f, 0.02f, 0.4f, LIM_SKETCH_DUSK },
  { "twilight", 0.05f, -0.08f, -0.1f, LIM_SKETCH_DUSK },
  { "golden", 0.02f, 0, 0.15f, -1 },
  { "day", 0, 0.05f, 0, LIM_SKETCH_DAY },
  { "daylight", 0, 0.05f, 0, LIM_SKETCH_DAY },
  { "sunny", 0.1f, 0.08f, 0.2f, LIM_SKETCH_DAY },
  { "noon", 0.05f, 0.08f, 0, LIM_SKETCH_DAY },
  { "overcast", -0.2f, 0, -0.15f, LIM_SKETCH_DAY },
  { "space", 0, -0.02f, 0, LIM_SKETCH_SPACE },
  { "orbit", 0, -0.02f, 0, LIM_SKETCH_SPACE },
  { "starfield", 0, -0.05f, 0, LIM_SKETCH_SPACE },
  { "nebula", 0.1f, 0, 0, LIM_SKETCH_SPACE },
  { "muted", -0.22f, 0, 0, -1 },
  { "dusty", -0.1f, 0, 0.1f, -1 },
  { "desaturated", -0.4f, 0, 0, -1 },
  { "vibrant", 0.3f, 0.03f, 0, -1 },
  { "saturated", 0.25f, 0, 0, -1 },
  { "colorful", 0.3f, 0.02f, 0, -1 },
  { "neon", 0.2f, -0.05f, -0.1f, -1 },
  { "gritty", -0.1f, -0.03f, 0, -1 },
  { "warm", 0, 0, 0.2f, -1 },
  { "cold", 0, 0, -0.25f, -1 },
  { "cool", 0, 0, -0.15f, -1 },
  { "amber", 0, 0, 0.12f, -1 },
  { "dim", 0, -0.08f, 0, -1 },
  { "gloomy", -0.15f, -0.1f, -0.1f, -1 },
  { "ominous", -0.05f, -0.08f, 0, -1 },
  { "jewel", 0.15f, 0, 0, -1 },
  { "rich", 0.1f, 0, 0, -1 },
  { "foggy", -0.15f, 0.03f, -0.1f, -1 },
};

/* Two words that mean one thing to the tables. */
static const struct
{
  const char *first, *second, *joined;
} pairs[] = {
  { "full", "body", "fullbody" },
  { "wide", "shot", "wideshot" },
  { "back", "room", "backroom" },
  { "art", "station", "station" },
};

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '#' || (c & 0x80) != 0;
}

static guint
split_words (const char *text, Word *words)
{
  guint n = 0;

  while (*text != '\0' && n < MAX_WORDS)
    {
      gsize length = 0;

      while (*text != '\0' && !is_word_byte (*text))
        {
          if (n > 0 && strchr (",.;:", *text) != NULL)
            words[n - 1].ends_clause = TRUE;
          text++;
        }
      for (; is_word_byte (*text); text++)
        if (length < MAX_WORD - 1)
          words[n].text[length++] = g_ascii_tolower (*text);
      words[n].text[length] = '\0';
      words[n].ends_clause = FALSE;
      if (length > 0)
        n++;
    }
  return n;
}

static void
join_pairs (Word *words, guint n)
{
  for (guint i = 0; i + 1 < n; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (pairs); k++)
      if (strcmp (words[i].text, pairs[k].first) == 0 && strcmp (words[i + 1].text, pairs[k].second) == 0)
        g_strlcpy (words[i].text, pairs[k].joined, MAX_WORD);
}

static gboolean
parse_hex (const char *word, LimSketchColour *colour)
{
  guint32 value = 0;

  if (word[0] != '#' || strlen (word) != 7)
    return FALSE;
  for (int i = 1; i < 7; i++)
    {
      int digit = g_ascii_xdigit_value (word[i]);

      if (digit < 0)
        return FALSE;
      value = value << 4 | (guint32) digit;
    }
  *colour = lim_sketch_rgb (value);
  return TRUE;
}

static gboolean
lookup_colour (const char *word, gsize length, LimSketchColour *colour)
{
  for (gsize i = 0; i < G_N_ELEMENTS (colour_words); i++)
    if (strlen (colour_words[i].word) == length && memcmp (colour_words[i].word, word, length) == 0)
      {
        *colour = lim_sketch_rgb (colour_words[i].hex);
        return TRUE;
      }
  return FALSE;
}

/* A colour, a hex colour, or colours joined by a hyphen ("steel-blue" is the mean of the two). */
static gboolean
parse_colour (const char *word, LimSketchColour *colour)
{
  const char *hyphen = strchr (word, '-');
  LimSketchColour first, second;

  if (parse_hex (word, colour) || lookup_colour (word, strlen (word), colour))
    return TRUE;
  if (hyphen == NULL || !lookup_colour (hyphen + 1, strlen (hyphen + 1), &second))
    return FALSE;
  *colour = lookup_colour (word, (gsize) (hyphen - word), &first) ? lim_sketch_blend (first, second, 0.5f) : second;
  return TRUE;
}

static LimSketchColour
shade_colour (LimSketchColour colour, const Word *words, guint at)
{
  for (guint back = 1; back <= 2 && back <= at; back++)
    for (gsize i = 0; i < G_N_ELEMENTS (shades); i++)
      if (strcmp (words[at - back].text, shades[i].word) == 0)
        colour = lim_sketch_saturate (lim_sketch_scale (colour, shades[i].light), shades[i].saturation);
  return (LimSketchColour){ lim_sketch_clamp (colour.r), lim_sketch_clamp (colour.g), lim_sketch_clamp (colour.b) };
}

/* “gold boards and polished boots”: the boots are not gold. */
static gboolean
is_joint (const char *word)
{
  static const char *const joints[] = { "and", "with", "over", "under", "on", "in", "at", "from" };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    if (strcmp (word, joints[i]) == 0)
      return TRUE;
  return FALSE;
}

static LimSketchSlot
find_slot (const Word *words, guint n, guint at)
{
  for (guint i = at + 1; i < n && i <= at + COLOUR_REACH && !words[i - 1].ends_clause; i++)
    if (i > at + 1 && is_joint (words[i].text))
      break;
    else
      for (gsize k = 0; k < G_N_ELEMENTS (slot_words); k++)
        if (strcmp (words[i].text, slot_words[k].word) == 0)
          return slot_words[k].slot;
  return LIM_SKETCH_SLOT_FREE;
}

static gboolean
is_gem (const char *word)
{
  return strcmp (word, "emerald") == 0 || strcmp (word, "sapphire") == 0 || strcmp (word, "ruby") == 0;
}

static void
read_colours (LimSketchPlan *plan, const Word *words, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LimSketchColour colour;

      if (!parse_colour (words[i].text, &colour))
        continue;
      colour = shade_colour (colour, words, i);
      LimSketchSlot slot = find_slot (words, n, i);
      if (slot == LIM_SKETCH_SLOT_FREE && is_gem (words[i].text))
        slot = LIM_SKETCH_SLOT_GLOW;
      if (!plan->has_colour[slot])
        {
          plan->colours[slot] = colour;
          plan->has_colour[slot] = TRUE;
        }
      if (slot != LIM_SKETCH_SLOT_BACK && plan->n_palette < G_N_ELEMENTS (plan->palette))
        plan->palette[plan->n_palette++] = colour;
    }
}

static void
read_moods (LimSketchPlan *plan, const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mood_words); i++)
    if (strcmp (word, mood_words[i].word) == 0)
      {
        plan->saturation += mood_words[i].saturation;
        plan->brightness += mood_words[i].brightness;
        plan->warmth += mood_words[i].warmth;
        if (mood_words[i].time >= 0)
          plan->time = (LimSketchTime) mood_words[i].time;
      }
}

static void
read_words (LimSketchPlan *plan, const Word *words, guint n, int *votes)
{
  for (guint w = 0; w < n; w++)
    {
      const char *word = words[w].text;

      for (gsize i = 0; i < G_N_ELEMENTS (scene_words); i++)
        if (strcmp (word, scene_words[i].word) == 0)
          votes[scene_words[i].scene] += scene_words[i].votes;
      for (gsize i = 0; plan->item == LIM_SKETCH_ITEM_ANY && i < G_N_ELEMENTS (item_words); i++)
        if (strcmp (word, item_words[i].word) == 0)
          plan->item = item_words[i].item;
      for (gsize i = 0; i < G_N_ELEMENTS (feature_words); i++)
        if (strcmp (word, feature_words[i].word) == 0)
          plan->features |= G_GUINT64_CONSTANT (1) << feature_words[i].bit;
      if (strstr (word, "right") == word && strstr (word, "light") == NULL && w + 2 < n
          && (strcmp (words[w + 1].text, "light") == 0 || strcmp (words[w + 2].text, "lighting") == 0))
        plan->light_x = 0.7f;
      if (strstr (word, "upper-right") == word || strstr (word, "top-right") == word)
        plan->light_x = 0.7f;
      read_moods (plan, word);
    }
}

static LimSketchScene
choose_scene (const LimSketchPlan *plan, const int *votes)
{
  LimSketchScene best = LIM_SKETCH_LANDSCAPE;
  int most = 0;

  for (int i = 0; i < LIM_SKETCH_N_SCENES; i++)
    if (votes[i] > most)
      {
        most = votes[i];
        best = (LimSketchScene) i;
      }
  if (most == 0 && plan->item != LIM_SKETCH_ITEM_ANY)
    return LIM_SKETCH_ICON;
  return best;
}

/* Colours for what the prompt leaves open: from its palette, else from a few harmonies that the seed picks. */
static void
fill_colours (LimSketchPlan *plan)
{
  static const guint32 harmonies[][4] = {
    { 0x59636e, 0x8a6f4c, 0xb5573a, 0xd9b26a }, { 0x4b5a4e, 0x7d6b52, 0xa8793f, 0xcfc49a },
    { 0x5c4a4f, 0x7a5a48, 0xc28a4a, 0x93a5a0 }, { 0x3f5266, 0x6d7d86, 0xc9683c, 0xe0c48a },
    { 0x514c63, 0x8a7a8c, 0xb9824d, 0x7fa3a0 }, { 0x6a5640, 0x4d5b56, 0x9c4a3a, 0xd5c08c },
  };
  static const guint32 skins[] = { 0xd6a684, 0xc08a66, 0x9a6a4a, 0x74492f, 0xe0b99a, 0xb07a58 };
  static const guint32 hairs[] = { 0x2b2320, 0x4a3322, 0x6b4a2c, 0x352a26, 0x7a3f24, 0xa98752 };
  LimSketchRandom random = { plan->words ^ 77 };
  const guint32 *harmony = harmonies[lim_sketch_pick (&random, G_N_ELEMENTS (harmonies))];
  guint32 defaults[LIM_SKETCH_N_SLOTS] = {
    [LIM_SKETCH_SLOT_FREE] = harmony[0],
    [LIM_SKETCH_SLOT_BACK] = 0x3a3c42,
    [LIM_SKETCH_SLOT_SKIN] = skins[lim_sketch_pick (&random, G_N_ELEMENTS (skins))],
    [LIM_SKETCH_SLOT_HAIR] = hairs[lim_sketch_pick (&random, G_N_ELEMENTS (hairs))],
    [LIM_SKETCH_SLOT_EYES] = 0x3a2a20,
    [LIM_SKETCH_SLOT_CLOTH] = harmony[0],
    [LIM_SKETCH_SLOT_UNDER] = 0x6d6a66,
    [LIM_SKETCH_SLOT_LEGS] = 0x3b3d43,
    [LIM_SKETCH_SLOT_BOOTS] = 0x2e2926,
    [LIM_SKETCH_SLOT_ARMOUR] = 0x7a7468,
    [LIM_SKETCH_SLOT_TRIM] = harmony[2],
    [LIM_SKETCH_SLOT_GLOW] = 0xf0b45a,
    [LIM_SKETCH_SLOT_METAL] = 0x8a929a,
    [LIM_SKETCH_SLOT_WOOD] = 0x6e4e33,
  };

  if (plan->scene != LIM_SKETCH_FIGURE && plan->scene != LIM_SKETCH_PORTRAIT)
    defaults[LIM_SKETCH_SLOT_SKIN] = harmony[1];
  if (plan->n_palette == 0)

    for (guint i = 0; i < 4; i++)
      plan->palette[plan->n_palette++] = lim_sketch_rgb (harmony[i]);
  if (lim_sketch_has (plan, LIM_SKETCH_BIT_OLD) && !plan->has_colour[LIM_SKETCH_SLOT_HAIR])
    defaults[LIM_SKETCH_SLOT_HAIR] = 0x9a9894;
  for (int i = 0; i < LIM_SKETCH_N_SLOTS; i++)
    if (!plan->has_colour[i])
      plan->colours[i] = lim_sketch_rgb (defaults[i]);

  static const LimSketchSlot wants_palette[] = { LIM_SKETCH_SLOT_CLOTH, LIM_SKETCH_SLOT_TRIM };
  for (gsize i = 0; i < G_N_ELEMENTS (wants_palette); i++)
    if (!plan->has_colour[wants_palette[i]] && plan->has_colour[LIM_SKETCH_SLOT_FREE])
      plan->colours[wants_palette[i]] = plan->palette[MIN (i, plan->n_palette - 1)];
}

static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text != '\0'; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return lim_sketch_mix64 (hash);
}

void
lim_sketch_read (const LimSketchBrief *brief, LimSketchPlan *plan)
{
  const char *prompt = brief->prompt != NULL ? brief->prompt : "";
  g_autofree Word *words = g_new (Word, MAX_WORDS + 1);
  int votes[LIM_SKETCH_N_SCENES] = { 0 };
  guint n = split_words (prompt, words);

  join_pairs (words, n);
  *plan = (LimSketchPlan){ .seed = brief->seed,
                           .words = hash_text (prompt),
                           .time = LIM_SKETCH_STUDIO,
                           .saturation = 1,
                           .brightness = 1,
                           .looseness = 1,
                           .light_x = -0.7f };
  read_colours (plan, words, n);
  read_words (plan, words, n, votes);
  plan->scene = choose_scene (plan, votes);
  fill_colours (plan);
  if (brief->negative != NULL && strstr (brief->negative, "saturated") != NULL)
    plan->saturation -= 0.12f;
  plan->saturation = CLAMP (plan->saturation, 0.35f, 1.5f);
  plan->brightness = CLAMP (plan->brightness, 0.7f, 1.2f);
  plan->warmth = CLAMP (plan->warmth, -0.8f, 0.8f);
}

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connector/portal/bracketed.hpp"
#include "connector/portal/readers.hpp"
#include "tests/connector/portal/portal_desk.hpp"

/// Nothing that the portal says is missing in a language. Reads the sources of the portal.
namespace {

using connector::portal::kLanguages;
using connector::portal::Language;
using connector::portal::Phrases;
using testing::IsEmpty;
namespace fs = std::filesystem;

const fs::path kPortal = fs::path(JSM_SOURCE_DIR) / "connector/portal";

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& ending) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() == ending) files.push_back(entry.path());
    }
    EXPECT_FALSE(files.empty()) << folder;
    return files;
}

/// "a\"b" as it stands in C++ or in a catalogue.
std::string unescaped(const std::string& literal) {
    std::string text;
    for (std::size_t at = 0; at < literal.size(); ++at) {
        if (literal[at] == '\\') ++at;
        text += literal[at];
    }
    return text;
}

/// Literals that stand side by side are one.
std::string joined(const std::string& literals) {
    static const std::regex kLiteral(R"re("((?:[^"\\\n]|\\.)*)")re");
    std::string text;
    for (auto at = std::sregex_iterator(literals.begin(), literals.end(), kLiteral);
         at != std::sregex_iterator();
         ++at) {
        text += unescaped((*at)[1]);
    }
    return text;
}

/// Every text that is said: in brackets of templates, and by literals that end in _en.
std::set<std::string> texts_of_sources() {
    std::set<std::string> texts;
    for (const fs::path& path : files_in(kPortal / "templates", ".html")) {
        const std::string html = text_of(path);
        const auto bracketed = connector::portal::bracketed_texts(html);
        EXPECT_TRUE(bracketed) << path;
        if (bracketed) texts.insert(bracketed->begin(), bracketed->end());
    }
    static const std::regex kSaid(R"re(("(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*)_en\b)re");
    for (const fs::path& path : files_in(kPortal, ".cpp")) {
        const std::string source = text_of(path);
        for (auto at = std::sregex_iterator(source.begin(), source.end(), kSaid);
             at != std::sregex_iterator();
             ++at) {
            texts.insert(joined((*at)[1]));
        }
    }
    return texts;
}

struct Entry {
    std::string english;
    std::string many{};  ///< where it counts
    std::vector<std::string> translations{};
};

/// The catalogues as we write them: a line an entry's part.
std::vector<Entry> entries_of(const Language& language) {
    std::vector<Entry> entries;
    std::istringstream lines(text_of(kPortal / "languages" / (std::string(language.tag) + ".po")));
    for (std::string line; std::getline(lines, line);) {
        const std::string value = joined(line);
        if (line.starts_with("msgid ")) entries.push_back({.english = value});
        if (line.starts_with("msgid_plural ")) entries.back().many = value;
        if (line.starts_with("msgstr")) entries.back().translations.push_back(value);
    }
    entries.erase(entries.begin());  // the header
    return entries;
}

std::vector<const Language*> translated_languages() {
    std::vector<const Language*> languages;
    for (const Language& language : kLanguages) {
        if (language.tag != "en") languages.push_back(&language);
    }
    return languages;
}

/// The tags and values in it, sorted: translations may order them their own way.
std::vector<std::string> markup_of(const std::string& text) {
    static const std::regex kMarkup(R"(<[^>]*>|\{\{[^}]*\}\})");
    std::vector<std::string> markup;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kMarkup);
         at != std::sregex_iterator();
         ++at) {
        markup.push_back(at->str());
    }
    std::sort(markup.begin(), markup.end());
    return markup;
}

std::string without_markup(const std::string& text) {
    return std::regex_replace(text, std::regex(R"(<[^>]*>|\{\{[^}]*\}\})"), "");
}

TEST(Words, EveryTextStandsInEveryCatalogueAndNothingElseDoes) {
    const auto said = texts_of_sources();
    EXPECT_GT(said.size(), 200U);
    for (const Language* language : translated_languages()) {
        std::set<std::string> known;
        for (const Entry& entry : entries_of(*language)) {
            known.insert(entry.english);
            if (!entry.many.empty()) known.insert(entry.many);
        }
        for (const std::string& text : said) {
            EXPECT_TRUE(known.contains(text)) << language->tag << " has no " << text;
        }
        for (const std::string& text : known) {
            EXPECT_TRUE(said.contains(text)) << language->tag << " has, and nobody says: " << text;
        }
    }
}

TEST(Words, TranslationsHaveTheValuesAndTagsOfTheEnglishAndNoOthers) {
    for (const Language* language : translated_languages()) {
        for (const Entry& entry : entries_of(*language)) {
            for (const std::string& translation : entry.translations) {
                const std::string where = std::string(language->tag) + ": " + translation;
                EXPECT_FALSE(translation.empty()) << language->tag << ": " << entry.english;
                EXPECT_EQ(without_markup(translation).find_first_of("<>\"&"), std::string::npos)
                    << where;
                auto markup = markup_of(translation);
                if (entry.many.empty()) {
                    EXPECT_EQ(markup, markup_of(entry.english)) << where;
                    continue;
                }
                // A form for one or two may say the number in letters.
                auto expected = markup_of(entry.many);
                std::erase(markup, "{{COUNT}}");
                std::erase(expected, "{{COUNT}}");
                EXPECT_EQ(markup, expected) << where;
            }
        }
    }
}

TEST(Words, CountsByTheRulesOfTheLanguage) {
    const tests::PortalDesk desk;
    const std::map<std::string_view, std::map<int, std::string>> expected{
        {"en", {{0, "0 articles"}, {1, "1 article"}, {2, "2 articles"}}},
        {"fr", {{0, "0 article"}, {1, "1 article"}, {2, "2 articles"}}},
        {"ja", {{1, "1 件の記事"}, {7, "7 件の記事"}}},
        {"ar",
         {{0, "لا مقالات"},
          {1, "مقالة واحدة"},
          {2, "مقالتان"},
          {3, "3 مقالات"},
          {11, "11 مقالة"},
          {100, "100 مقالة"}}},
    };
    using connector::portal::operator""_en;
    for (const auto& phrases : desk.readers.languages()) {
        const auto found = expected.find(phrases->language().tag);
        if (found == expected.end()) continue;
        for (const auto& [number, text] : found->second) {
            EXPECT_EQ(
                phrases->count("1 article"_en, "{{COUNT}} articles"_en, std::uint64_t(number)), text
            );
        }
    }
}

TEST(Words, BracketsAreWholeOrTheProgramDoesNotStart) {
    const auto is_refused = [](const char* html) {
        return !connector::portal::bracketed_texts(html).has_value();
    };
    EXPECT_FALSE(is_refused("<p>[[A {{NAME}}]]</p>[[B]]"));
    EXPECT_TRUE(is_refused("[[A"));
    EXPECT_TRUE(is_refused("A]]"));
    EXPECT_TRUE(is_refused("[[A]]]]"));
    EXPECT_TRUE(is_refused("[[A [[B]] C]]"));
    EXPECT_TRUE(is_refused("[[]]"));
    EXPECT_TRUE(is_refused("[[A{{#B}} c{{/B}}]]"));
}

TEST(AcceptLanguage, TheHeaviestThatWeSpeak) {
    const auto tag = [](std::string_view header) {
        const Language* found = connector::portal::accepted_language(header);
        return found == nullptr ? "" : std::string(found->tag);
    };
    EXPECT_EQ(tag("de"), "de");
    EXPECT_EQ(tag("fr-CA, en;q=0.8"), "fr") << "its region is cut off";
    EXPECT_EQ(tag("nl, de;q=0.5, ja;q=0.9"), "ja");
    EXPECT_EQ(tag("PT-br"), "pt");
    EXPECT_EQ(tag("de;q=0, es;q=0.1"), "es");
    EXPECT_EQ(tag("de;q=2, es ; q=0.1"), "es") << "no weight";
    EXPECT_EQ(tag("*, nl"), "");
    EXPECT_EQ(tag(""), "");
    EXPECT_EQ(tag(std::string(1001, 'd')), "");
    EXPECT_EQ(tag("de" + std::string(20, ',')), "") << "more ranges than anybody means";
}

std::string little_endian(std::size_t number) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += char((number >> shift) & 0xFFU);
    return bytes;
}

/// A catalogue as msgfmt compiles it (gettext's manual, "The Format of GNU MO Files").
std::string compiled(const std::map<std::string, std::string>& entries) {
    const std::size_t size = entries.size();
    const std::size_t header = 28;
    std::string tables[2];
    std::string texts;
    const std::size_t texts_at = header + 16 * size;
    for (int of_translations : {0, 1}) {
        for (const auto& [english, translation] : entries) {
            const std::string& text = of_translations == 1 ? translation : english;
            tables[of_translations] +=
                little_endian(text.size()) + little_endian(texts_at + texts.size());
            texts += text + '\0';
        }
    }
    return little_endian(0x950412de) + little_endian(0) + little_endian(size) +
           little_endian(header) + little_endian(header + 8 * size) + little_endian(0) +
           little_endian(0) + tables[0] + tables[1] + texts;
}

/// A language in which every word of ours shows itself.
std::vector<std::unique_ptr<const Phrases>> strange_phrases() {
    const auto strange = [](const std::string& text) { return "⟦" + text + "⟧"; };
    std::map<std::string, std::string> entries{
        {"",
         "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"}};
    for (const Entry& entry : entries_of(*translated_languages().front())) {
        const std::string one = strange(entry.english);
        if (entry.many.empty()) {
            entries[entry.english] = one;
        } else {
            entries[entry.english + '\0' + entry.many] = one + '\0' + strange(entry.many);
        }
    }
    const std::string catalogue = compiled(entries);
    std::vector<std::unique_ptr<const Phrases>> all;
    for (const Language& language : kLanguages) {
        all.push_back(std::make_unique<const Phrases>(language, catalogue));
    }
    return all;
}

/// What people get to read of a page that stands in no ⟦brackets⟧: texts, and attributes that are
/// read out. Without letters it is nothing.
std::vector<std::string> plain_texts_in(std::string html) {
    const auto drop = [&](const char* pattern, const char* by) {
        html = std::regex_replace(html, std::regex(pattern), by);
    };
    for (std::size_t at = 0; (at = html.find("⟦")) != std::string::npos;) {
        const std::size_t end = html.find("⟧", at);
        html.erase(at, end + std::string_view("⟧").size() - at);
    }
    drop(R"re((aria-label|placeholder|title|alt)="([^"]*)")re", ">$2<");
    drop(R"(<script[^>]*></script>)", "");
    drop(R"(<button[^>]*lang=[^>]*>[^<]*</button>)", "");  // languages, in their own
    drop(R"(<time[^>]*>[^<]*</time>)", "");
    drop(R"(<option[^>]*>[^<]*</option>)", "");
    std::vector<std::string> texts;
    std::istringstream pieces(std::regex_replace(html, std::regex("<[^>]*>"), "\n"));
    for (std::string piece; std::getline(pieces, piece);) {
        const bool has_letters = std::regex_search(piece, std::regex("[A-Za-z]{2}"));
        const std::size_t brand = piece.find(" · Acme Help");
        if (brand != std::string::npos) piece.erase(brand);  // of titles
        if (has_letters && !piece.empty()) texts.push_back(piece);
    }
    return texts;
}

/// Pages of a desk where all that is not ours to say is written in these words.
TEST(Words, NothingIsSaidOutsideTheCatalogues) {
    tests::PortalDesk desk(strange_phrases());
    const std::set<std::string> data{
        "Acme Help",
        "ann",
        "SUP-12",
        "Summary of SUP-12",
        "Description of SUP-12",
        "Open",
        "ann@example.com",
        "Acme ID",
        "Acme &lt;Inc&gt;",
        "Privacy",
        "Imprint",
        "Close request",
        "SUP-12 ",
        "ABCD-EFGH-JKMN-PQRS",
        "Firefox"};
    tests::Browser anns(desk.router);
    anns.open_link(desk.link(desk.ann, desk.request(12, desk.ann)));
    tests::Browser nobodys(desk.router);
    std::vector<std::string> pages;
    for (const char* path :
         {"/sup/",
          "/sup/requests/SUP-12",
          "/sup/account",
          "/sup/account/password",
          "/sup/account/passkeys",
          "/sup/account/preferences",
          "/sup/help",
          "/sup/help?q=x",
          "/sup/new",
          "/sup/nowhere"}) {
        pages.push_back(anns.get(path).body);
    }
    for (const char* path : {"/sup/sign-in", "/sup/come-back", "/l/none", "/nowhere"}) {
        pages.push_back(nobodys.get(path).body);
    }
    for (const std::string& page : pages) {
        for (const std::string& text : plain_texts_in(page)) {
            EXPECT_TRUE(data.contains(text)) << "is said in English: " << text;
        }
    }
}

}  // namespace

#include "connector/store/dialogues.hpp"

#include <gtest/gtest.h>

#include "tests/connector/store/open_store.hpp"

namespace tests {
namespace {

using store::Dialogues;

class DialogueRows : public testing::Test {
protected:
    bool begin(const Dialogues::Owner& of, const std::string& state) {
        return rows.begin(of, {.flow = {}, .state = state}, open.clock.now());
    }

    std::optional<Dialogues::Dialogue> find(const Dialogues::Owner& of) {
        return rows.find(of, open.clock.now());
    }

    bool advance(const Dialogues::Dialogue& from, const Dialogues::Owner& of, const char* state) {
        return rows.advance(from, of, {.flow = {}, .state = state}, open.clock.now());
    }

    [[nodiscard]] Dialogues::Owner owner(
        unsigned char browser, std::optional<base::ContactId> contact = {}
    ) const {
        return {base::ProjectKey("SUP"), hash_of(browser), contact};
    }

    OpenStore open;
    Dialogues rows{open.connection};
    Dialogues::Owner nobody = owner(1);
    Dialogues::Owner ann = owner(1, open.ann);
    Dialogues::Owner bob = owner(1, open.bob);
};

TEST_F(DialogueRows, AreTheBrowsersAlone) {
    EXPECT_TRUE(begin(nobody, "a"));

    EXPECT_EQ(find(nobody)->state, "a");
    EXPECT_FALSE(find(owner(2)));
    EXPECT_FALSE(find({base::ProjectKey("LAW"), hash_of(1), {}}));
}

TEST_F(DialogueRows, SecondBeginningLosesToTheFirst) {
    EXPECT_TRUE(begin(nobody, "a"));
    EXPECT_FALSE(begin(nobody, "b"));
    EXPECT_EQ(find(nobody)->state, "a");
}

TEST_F(DialogueRows, StepIsTakenOnce) {
    begin(nobody, "a");
    const auto first = find(nobody);

    EXPECT_TRUE(advance(*first, nobody, "b"));
    EXPECT_FALSE(advance(*first, nobody, "c"));
    EXPECT_EQ(find(nobody)->state, "b");
    EXPECT_EQ(find(nobody)->revision, 2);
}

TEST_F(DialogueRows, AreOverAnHourAfterTheLastAnswer) {
    begin(nobody, "a");
    open.clock.advance(minutes{59});
    EXPECT_TRUE(advance(*find(nobody), nobody, "b"));
    open.clock.advance(minutes{59});
    EXPECT_TRUE(find(nobody));
    open.clock.advance(minutes{1});
    EXPECT_FALSE(find(nobody));
    EXPECT_TRUE(begin(nobody, "anew"));
    EXPECT_EQ(find(nobody)->revision, 1);
}

TEST_F(DialogueRows, PurgeForgetsWhatIsOver) {
    begin(nobody, "a");
    open.clock.advance(minutes{30});
    begin(owner(2), "b");
    open.clock.advance(minutes{30});
    EXPECT_EQ(rows.purge(open.clock.now()), 1);
    EXPECT_TRUE(find(owner(2)));
}

TEST_F(DialogueRows, WhoSignsInGoesOnAndNobodyElseSeesIt) {
    begin(nobody, "a");
    EXPECT_TRUE(find(ann));
    advance(*find(ann), ann, "anns");

    EXPECT_FALSE(find(nobody)) << "signed out";
    EXPECT_FALSE(find(bob));
    EXPECT_TRUE(begin(bob, "bobs"));
    EXPECT_FALSE(find(ann));
}

}  // namespace
}  // namespace tests

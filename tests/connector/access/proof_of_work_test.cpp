#include "connector/access/proof_of_work.hpp"

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "tests/support/support_desk.hpp"

namespace {

using connector::access::ProofOfWork;

/// As a browser does it.
std::string solve(const std::string& puzzle, int from = 0) {
    for (int number = from;; ++number) {
        const std::string text = puzzle + ":" + std::to_string(number);
        const base::Bytes32 hash = base::sha256(base::as_bytes(text));
        if (hash[0] == std::byte{0} && hash[1] == std::byte{0}) return std::to_string(number);
    }
}

class ProofOfWorkTest : public testing::Test {
protected:
    [[nodiscard]] bool wanted(const std::string& client) { return work.is_wanted(client); }

    tests::SupportDesk desk;
    ProofOfWork work{desk.keys, desk.clock};
    base::Bytes32 browser = tests::browser(1);
};

TEST_F(ProofOfWorkTest, IsWantedOnceANetworkHasAskedFiveTimes) {
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(wanted("192.0.2.7"));

    EXPECT_TRUE(wanted("192.0.2.7"));
    EXPECT_FALSE(wanted("198.51.100.7")) << "another network";
    desk.wall_clock.advance(std::chrono::minutes{10});
    EXPECT_FALSE(wanted("192.0.2.7"));
}

TEST_F(ProofOfWorkTest, IsWantedOfAllOnceManyAskFromEverywhere) {
    int wanted_of = 0;
    for (int i = 0; i < 200; ++i) wanted_of += wanted("192.0.2." + std::to_string(i)) ? 1 : 0;

    EXPECT_EQ(wanted_of, 80);
}

TEST_F(ProofOfWorkTest, SolutionIsGoodOnceAndInItsBrowserOnly) {
    const std::string puzzle = work.puzzle_for(browser);
    const std::string number = solve(puzzle);

    EXPECT_FALSE(work.is_solved(puzzle, number, tests::browser(2)));
    EXPECT_TRUE(work.is_solved(puzzle, number, browser));
    EXPECT_FALSE(work.is_solved(puzzle, number, browser));
    EXPECT_FALSE(work.is_solved(puzzle, solve(puzzle, std::stoi(number) + 1), browser));
}

TEST_F(ProofOfWorkTest, WrongNumbersSolveNothing) {
    const std::string puzzle = work.puzzle_for(browser);
    const std::string number = solve(puzzle);

    for (const std::string& wrong :
         {std::string(),
          std::string("x"),
          "-" + number,
          number + " ",
          std::string(13, '0'),
          std::to_string(std::stoi(number) + 1)}) {
        EXPECT_FALSE(work.is_solved(puzzle, wrong, browser)) << wrong;
    }
    EXPECT_TRUE(work.is_solved(puzzle, number, browser)) << "and cost nothing";
}

TEST_F(ProofOfWorkTest, PuzzlesThatAreNotOursSolveNothing) {
    const std::string puzzle = work.puzzle_for(browser);
    for (std::size_t at = 0; at < puzzle.size(); ++at) {
        std::string other = puzzle;
        other[at] = other[at] == 'A' ? 'B' : 'A';
        // Not even solved: that would take the test too long for each.
        EXPECT_FALSE(work.is_solved(other, "0", browser)) << at;
    }
    const std::string made_up = base::to_base64url(base::Bytes(40, std::byte{7}));
    EXPECT_FALSE(work.is_solved(made_up, solve(made_up), browser));
    EXPECT_FALSE(work.is_solved("", "0", browser));
}

TEST_F(ProofOfWorkTest, OldPuzzlesSolveNothing) {
    const std::string puzzle = work.puzzle_for(browser);
    const std::string number = solve(puzzle);
    desk.wall_clock.advance(ProofOfWork::kLife);

    EXPECT_FALSE(work.is_solved(puzzle, number, browser));
}

}  // namespace

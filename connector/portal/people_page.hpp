#pragma once

#include "connector/portal/rooms.hpp"

namespace connector::portal {

/// For managers of an account: who their colleagues are, when they were last seen, and out with
/// whoever should not be signed in. Names, never addresses. To everybody else there is no such page
/// (SR-51).
class PeoplePage {
public:
    PeoplePage(const Rooms& rooms, const PortalProject& project)
        : rooms_(rooms), project_(project) {}

    [[nodiscard]] http::Response show(const http::Request& request) const;
    /// Ends all sessions of one colleague, wherever they are signed in, and voids their open links.
    [[nodiscard]] http::Response sign_out(const http::Request& request) const;

private:
    struct Person {
        model::Contact contact;
        std::vector<model::Session> sessions;
    };

    struct Group {
        model::Account account;
        std::vector<Person> people;
    };

    struct View {
        Visitor visitor;
        bool may_see = false;
        std::vector<Group> groups{};
    };

    [[nodiscard]] View look(const http::Request& request) const;
    void add_person(base::TemplateValues& group, const Person& person, const Visitor& visitor)
        const;

    const Rooms& rooms_;
    const PortalProject& project_;
};

}  // namespace connector::portal

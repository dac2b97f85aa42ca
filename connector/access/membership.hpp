#pragma once

#include <optional>
#include <string_view>

#include "base/ids.hpp"
#include "connector/model/contact.hpp"
#include "connector/store/database.hpp"

namespace connector::access {

/// Whether somebody is a contact of the project: one of the desk's customers, or somebody with a
/// request there. The Kbot user never is (SR-55).
[[nodiscard]] bool belongs(
    store::Connection& connection, const base::ProjectKey& project, const model::Contact& contact
);

}  // namespace connector::access

#include "connector/http/pipe.hpp"

#include <utility>

namespace connector::http {

template <typename IsReady>
void Pipe::wait_until(IsReady is_ready) {
    base::wait_for([&](base::Resume resume) {
        {
            const std::scoped_lock lock(mutex_);
            if (!is_ready()) {
                reader_ = std::move(resume);
                return;
            }
        }
        resume();
    });
}

base::Resume Pipe::take_reader() {
    return std::exchange(reader_, nullptr);
}

void Pipe::wake(base::Resume resume) {
    if (resume) resume();
}

void Pipe::put_head(base::HttpResponse head) {
    base::Resume reader;
    {
        const std::scoped_lock lock(mutex_);
        head_ = std::move(head);
        has_head_ = true;
        reader = take_reader();
    }
    wake(std::move(reader));
}

bool Pipe::offer(std::string_view bytes) {
    base::Resume reader;
    {
        const std::scoped_lock lock(mutex_);
        is_full_ = !bytes_.empty() && bytes_.size() + bytes.size() > kBytes;
        if (is_full_) return false;
        bytes_ += bytes;
        reader = take_reader();
    }
    wake(std::move(reader));
    return true;
}

void Pipe::end(base::Result<void> outcome) {
    base::Resume reader;
    {
        const std::scoped_lock lock(mutex_);
        outcome_ = std::move(outcome);
        has_ended_ = true;
        reader = take_reader();
    }
    wake(std::move(reader));
}

base::Result<base::HttpResponse> Pipe::wait_for_head() {
    wait_until([this] { return has_head_ || has_ended_; });
    const std::scoped_lock lock(mutex_);
    if (!has_head_) return base::fail(outcome_);
    return std::move(head_);
}

base::Result<Pipe::Piece> Pipe::wait_for_piece() {
    wait_until([this] { return !bytes_.empty() || has_ended_; });
    const std::scoped_lock lock(mutex_);
    if (bytes_.empty() && !outcome_) return base::fail(outcome_);
    return Piece{std::exchange(bytes_, {}), std::exchange(is_full_, false)};
}

}  // namespace connector::http

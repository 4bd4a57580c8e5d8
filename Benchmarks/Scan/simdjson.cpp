// Parses each file with simdjson's DOM, the parser and its memory kept, and prints the nanoseconds of one parse.
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using Clock = std::chrono::steady_clock;

static double nanoseconds(simdjson::dom::parser &parser, const simdjson::padded_string &text, long count) {
    auto start = Clock::now();
    for (long index = 0; index < count; index++) {
        simdjson::dom::element element;
        if (parser.parse(text).get(element)) std::abort();
    }
    return std::chrono::duration<double, std::nano>(Clock::now() - start).count() / count;
}

int main(int count, char **arguments) {
    fprintf(stderr, "%s\n", simdjson::get_active_implementation()->name().c_str());
    for (int index = 1; index < count; index++) {
        simdjson::padded_string text;
        if (simdjson::padded_string::load(arguments[index]).get(text)) return 1;
        simdjson::dom::parser parser;
        nanoseconds(parser, text, 1);
        long tries = std::max(1L, long(2e6 / nanoseconds(parser, text, 1)));
        std::vector<double> times;
        for (int round = 0; round < 40; round++) times.push_back(nanoseconds(parser, text, tries));
        std::sort(times.begin(), times.end());
        printf("%s\t%f\n", arguments[index], times[times.size() / 4]);
    }
}

"""How quick the pages are: ``python -m benchmarks.web http://127.0.0.1:8765`` asks a running server, as several people do.

Every page is asked for again and again by ``--clients`` at once, then once more while ``--add`` articles are read. It
prints the median and the 95th percentile of each page, in milliseconds.
"""

import argparse
import statistics
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import httpx

NOT_FOUND = 404
TEXT = "“The bridge at Tarn {i} will open in May,” chief engineer Ada Brill told reporters. " * 40


def addresses(client: httpx.Client) -> dict[str, list[str]]:
    """The pages, each with several addresses."""
    documents = client.get("/articles.json").json()["latest"]["documents"]
    hits = [
        hit for page in (1, 2) for hit in client.get("/search.json", params={"page": page}).json()["hits"]
    ]
    people = [row["speaker"]["id"] for row in client.get("/speakers.json").json()["rows"]]
    words = [word for hit in hits for word in hit["text"].split() if len(word) > 5 and word.isalpha()][:20]
    return {
        "home": ["/"],
        "search, no words": ["/search", "/search?page=3"],
        "search, a word": [f"/search?q={word}" for word in words],
        "search, a kind": ["/search?kind=forecast", "/search?kind=aim", "/search?status=due"],
        "forecasts due": ["/forecasts", "/forecasts?page=2"],
        "forecasts to come": ["/forecasts?show=coming"],
        "forecasts undated": ["/forecasts?show=undated"],
        "forecasts settled": ["/forecasts?show=settled"],
        "speakers": ["/speakers", "/speakers?page=3"],
        "speakers, a name": [f"/speakers?q={word}" for word in words],
        "speaker": [f"/speakers/{id}" for id in people],
        "speaker, chart": [f"/speakers/{id}/calibration.json" for id in people],
        "who may be one": ["/speakers/offers"],
        "words": ["/words"],
        "articles": ["/articles", "/articles?page=5"],
        "article": [f"/articles/{one['id']}" for one in documents],
        "statement": [f"/statements/{hit['id']}" for hit in hits],
        "add": ["/add"],
    }


def measured(base: str, pages: dict[str, list[str]], clients: int, rounds: int) -> dict[str, list[float]]:
    """The times that each page took, in milliseconds."""
    took: dict[str, list[float]] = defaultdict(list)
    lock = threading.Lock()

    def one(number: int) -> None:
        with httpx.Client(base_url=base, timeout=60, headers={"Accept": "text/html"}) as client:
            for turn in range(rounds):
                for name, some in pages.items():
                    began = time.perf_counter()
                    answer = client.get(some[(number + turn * clients) % len(some)])
                    if answer.status_code != NOT_FOUND:  # a speaker without a chart
                        answer.raise_for_status()
                    with lock:
                        took[name].append(1000 * (time.perf_counter() - began))

    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(one, range(clients)))
    return took


def show(took: dict[str, list[float]]) -> None:
    for name, times in took.items():
        ordered = sorted(times)
        print(f"{name:20} {statistics.median(times):6.0f} {ordered[int(0.95 * (len(ordered) - 1))]:6.0f}")
    every = sorted(t for times in took.values() for t in times)
    print(f"{'all':20} {statistics.median(every):6.0f} {every[int(0.95 * (len(every) - 1))]:6.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--add", type=int, default=0)
    asked = parser.parse_args()
    with httpx.Client(base_url=asked.address, timeout=60) as client:
        pages = addresses(client)
        measured(asked.address, pages, 1, 1)
        show(measured(asked.address, pages, asked.clients, asked.rounds))
        if asked.add:
            files = [
                ("files", (f"{i}.txt", TEXT.format(i=f"{i} {time.time()}").encode()))
                for i in range(asked.add)
            ]
            job = client.post("/add.json", files=files, headers={"X-Onrecord": "1"}).json()["job"]
            print(f"\nwhile {asked.add} articles are read")
            show(measured(asked.address, pages, asked.clients, asked.rounds))
            print(client.get(f"/add/{job}.json").json()["through"], "of them are through")


if __name__ == "__main__":
    main()

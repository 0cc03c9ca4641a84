// Lucene as a peer of the corpus of offers: one field for English and pairs of Chinese characters, BM25, top ten.
//
// Exchange index  OFFERS.tsv INDEX               builds an index: uid, title, text, facets (each as name=value)
// Exchange search INDEX QUESTIONS.tsv OUT THREADS WARM  asks id, limit, text, facets; writes id, ns, uids

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

public class Exchange {
    static final Analyzer ANALYZER = new Analyzer() {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer source = new StandardTokenizer();
            TokenStream stream = new LowerCaseFilter(new CJKWidthFilter(source));
            stream = new StopFilter(new CJKBigramFilter(stream), EnglishAnalyzer.ENGLISH_STOP_WORDS_SET);
            return new TokenStreamComponents(source, new PorterStemFilter(stream));
        }
    };

    public static void main(String[] given) throws Exception {
        if (given[0].equals("index")) {
            index(Path.of(given[1]), Path.of(given[2]));
        } else {
            int threads = Integer.parseInt(given[4]);
            search(Path.of(given[1]), Path.of(given[2]), Path.of(given[3]), threads, Integer.parseInt(given[5]));
        }
    }

    static void index(Path offers, Path folder) throws IOException {
        FieldType searched = new FieldType();
        searched.setTokenized(true);
        searched.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        searched.freeze();
        IndexWriterConfig config = new IndexWriterConfig(ANALYZER).setRAMBufferSizeMB(512);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(folder), config);
                BufferedReader lines = Files.newBufferedReader(offers, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                Document document = new Document();
                document.add(new StringField("uid", cells[0], Field.Store.YES));
                document.add(new StoredField("title", cells[1]));
                document.add(new StoredField("text", cells[2]));
                document.add(new Field("words", cells[1] + "\n" + cells[1] + "\n" + cells[2], searched));
                for (String facet : cells[3].split("\u001f")) {
                    document.add(new StringField("facet", facet, Field.Store.NO));
                }
                writer.addDocument(document);
            }
            writer.commit();
        }
    }

    static void search(Path folder, Path questions, Path out, int threads, int warm) throws Exception {
        ExecutorService pool = threads > 1 ? Executors.newFixedThreadPool(threads) : null;
        List<String[]> asked = new ArrayList<>();
        for (String line : Files.readAllLines(questions, StandardCharsets.UTF_8)) {
            asked.add(line.split("\t", -1));
        }
        try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(folder));
                PrintWriter writer = new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8))) {
            IndexSearcher searcher = pool == null ? new IndexSearcher(reader) : new IndexSearcher(reader, pool);
            searcher.setQueryCache(null); // nobody asks the same twice
            Map<String, List<String[]>> kinds = new LinkedHashMap<>();
            for (String[] question : asked) {
                String kind = question[0].substring(0, question[0].indexOf('-'));
                kinds.computeIfAbsent(kind, key -> new ArrayList<>()).add(question);
            }
            for (Map.Entry<String, List<String[]>> kind : kinds.entrySet()) {
                for (int pass = 0; pass < warm; pass++) {
                    for (String[] question : kind.getValue()) {
                        answer(searcher, question);
                    }
                }
                long before = processor();
                for (String[] question : kind.getValue()) {
                    long began = System.nanoTime();
                    List<String[]> found = answer(searcher, question);
                    long took = System.nanoTime() - began;
                    List<String> uids = new ArrayList<>();
                    found.forEach(hit -> uids.add(hit[0]));
                    writer.println(question[0] + "\t" + took + "\t" + String.join(",", uids));
                }
                writer.println("processor-" + kind.getKey() + "\t" + (processor() - before) + "\t");
            }
            String status = Files.readString(Path.of("/proc/self/status"));
            for (String line : status.split("\n")) {
                if (line.startsWith("VmRSS") || line.startsWith("RssAnon")) {
                    writer.println(line.replaceAll("[^A-Za-z0-9]+", "\t"));
                }
            }
        }
        if (pool != null) {
            pool.shutdown();
        }
    }

    static long processor() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** What has all the words, then what has some: uid, title, and a piece of the text of each. */
    static List<String[]> answer(IndexSearcher searcher, String[] question) throws IOException {
        int limit = Integer.parseInt(question[1]);
        boolean need = question[0].startsWith("need");
        Set<String> terms = terms(question[2]);
        Map<Integer, ScoreDoc> found = new LinkedHashMap<>();
        if (terms.size() > 1 && !need) {
            for (ScoreDoc hit : searcher.search(query(terms, question[3], Occur.MUST), limit).scoreDocs) {
                found.put(hit.doc, hit);
            }
        }
        if (found.size() < limit) {
            for (ScoreDoc hit : searcher.search(query(terms, question[3], Occur.SHOULD), limit).scoreDocs) {
                if (found.size() < limit) {
                    found.putIfAbsent(hit.doc, hit);
                }
            }
        }
        List<String[]> hits = new ArrayList<>();
        String first = question[2].split(" ")[0];
        for (int number : found.keySet()) {
            Document document = searcher.doc(number);
            String text = document.get("text");
            int at = Math.max(0, text.indexOf(first) - 80);
            String excerpt = text.substring(at, Math.min(text.length(), at + 200));
            hits.add(new String[] {document.get("uid"), document.get("title"), excerpt});
        }
        return hits;
    }

    static Query query(Set<String> terms, String facets, Occur occur) {
        BooleanQuery.Builder words = new BooleanQuery.Builder();
        for (String term : terms) {
            words.add(new TermQuery(new Term("words", term)), occur);
        }
        if (facets.isEmpty()) {
            return words.build();
        }
        BooleanQuery.Builder narrowed = new BooleanQuery.Builder().add(words.build(), Occur.MUST);
        Map<String, BooleanQuery.Builder> filters = new HashMap<>();
        for (String facet : facets.split("\u001f")) {
            String name = facet.substring(0, facet.indexOf('='));
            filters.computeIfAbsent(name, key -> new BooleanQuery.Builder())
                    .add(new TermQuery(new Term("facet", facet)), Occur.SHOULD);
        }
        filters.values().forEach(filter -> narrowed.add(filter.build(), Occur.FILTER));
        return narrowed.build();
    }

    static Set<String> terms(String text) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        try (TokenStream stream = ANALYZER.tokenStream("words", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                found.add(term.toString());
            }
            stream.end();
        }
        return found;
    }
}

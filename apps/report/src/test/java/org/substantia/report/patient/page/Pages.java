package org.substantia.report.patient.page;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads pages with a strict parser. */
final class Pages {
    private Pages() {}

    static Document parse(String html) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(html)));
    }

    static List<Element> elements(Document page, String name) {
        NodeList nodes = page.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Every attribute by which a browser fetches or goes somewhere. */
    static List<String> addresses(Document page) {
        List<String> addresses = new ArrayList<>();
        for (Element element : elements(page, "*")) {
            for (String attribute : List.of("src", "href", "srcset", "action", "data", "poster", "xlink:href")) {
                if (element.hasAttribute(attribute)) {
                    addresses.add(element.getAttribute(attribute));
                }
            }
        }
        return addresses;
    }

    static List<String> headings(Document page) {
        return elements(page, "h2").stream().map(Element::getTextContent).toList();
    }
}

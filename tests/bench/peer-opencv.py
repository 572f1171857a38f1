#!/usr/bin/python3
"""OpenCV's side of a contest (serve.h says what is spoken).

    peer-opencv.py picture A.pgm
    peer-opencv.py pair A.pgm B.pgm

picture: shrunk to the pixels that we work on, SIFT with as many points as we keep. pair: both nearest neighbours by brute
force, the ratio test, a similarity by RANSAC; one variant, no pixels.
"""

import math
import sys
import time

import cv2
import numpy

PIXELS, POINTS = 250000, 896


def features(path):
    picture = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    sift = cv2.SIFT_create(nfeatures=POINTS, contrastThreshold=0.02)
    factor = math.sqrt(PIXELS / picture.size)

    def find():
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        return sift.detectAndCompute(small, None)
    return find


def pair(path_a, path_b):
    (points_a, descriptors_a), (points_b, descriptors_b) = features(path_a)(), features(path_b)()
    matcher = cv2.BFMatcher(cv2.NORM_L2)

    def match():
        near = [two[0] for two in matcher.knnMatch(descriptors_a, descriptors_b, k=2)
                if len(two) == 2 and two[0].distance < 0.8 * two[1].distance]
        if len(near) >= 3:
            cv2.estimateAffinePartial2D(numpy.float32([points_a[one.queryIdx].pt for one in near]),
                                        numpy.float32([points_b[one.trainIdx].pt for one in near]))
    return match


def peak_memory():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(line.split()[1] for line in status if line.startswith("VmHWM:"))


def main():
    cv2.setNumThreads(1)
    work = {"picture": features, "pair": pair}[sys.argv[1]](*sys.argv[2:])
    work()
    print("ready OpenCV", cv2.__version__, flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "run":
            start = time.perf_counter()
            for _ in range(int(words[1])):
                work()
            print(time.perf_counter() - start, flush=True)
        else:
            print(peak_memory(), flush=True)


main()
